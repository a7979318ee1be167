import { Badge, Button, Flex, Group, NavLink, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import type { DataTableColumn } from 'mantine-datatable';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Search, useFilters } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { CardDialog } from './card-dialog.tsx';
import { DeskDialog } from './desk-dialog.tsx';
import { words } from './words.ts';

type Listed = ItemOf<'/templates'>;

const FILTERS = ['kind', 'folder', 'search'] as const;
const KINDS = ['email', 'pdf', 'docx', 'canned'] as const;

/** Everything that people are written to with. The list comes whole: kinds and folders are counted here. */
export default function Templates() {
  const { t, code } = useWords(words);
  const navigate = useNavigate();
  const url = useUrlState();
  const { kind, folder, search } = useFilters(FILTERS);
  const mayEdit = useMay('templates.edit');
  const maySign = useMay('templates.publish');
  const query = useApi('/templates', { query: { search } }, { live: ['templates'], keep: true });
  const [dialog, setDialog] = useState<'new' | 'desk' | null>(null);
  const found = query.data?.items ?? [];
  const ofKind = found.filter((row) => kind === undefined || row.kind === kind);
  const items = ofKind.filter((row) => folder === undefined || row.folder === folder);
  const close = () => setDialog(null);
  return (
    <Page
      actions={
        <>
          {maySign ? (
            <Button variant="default" onClick={() => setDialog('desk')}>
              {t('desk')}
            </Button>
          ) : null}
          {mayEdit ? (
            <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setDialog('new')}>
              {t('newTemplate')}
            </Button>
          ) : null}
        </>
      }
    >
      <Group gap="sm" align="flex-end" role="search">
        <SegmentedControl
          aria-label={t('kind')}
          data={['', ...KINDS].map((value) => ({ value, label: value === '' ? t('everyKind') : code('kinds', value) }))}
          value={kind ?? ''}
          onChange={(next) => url.set({ kind: next, folder: undefined })}
        />
        <Search name="search" label={t('search')} placeholder={t('searchHint')} />
      </Group>
      <Flex gap="sm" align="flex-start" direction={{ base: 'column', sm: 'row' }}>
        <Folders rows={ofKind} chosen={folder} />
        <Stack flex={1} miw={0} w="100%">
          <ServerTable
            query={query.data === undefined ? query : { ...query, data: { items } }}
            columns={useColumns()}
            rowId={({ name }) => name}
            label={t('templates')}
            filters={FILTERS}
            empty={{ title: t('none'), text: t('noneHow') }}
            onOpen={({ name }) => void navigate(`/templates/${name}`)}
          />
        </Stack>
      </Flex>
      {dialog === 'new' ? (
        <CardDialog
          card={null}
          folders={[...new Set(found.map((row) => row.folder))]}
          onClose={close}
          onDone={({ name }) => void navigate(`/templates/${name}`)}
        />
      ) : null}
      {dialog === 'desk' ? <DeskDialog onClose={close} /> : null}
    </Page>
  );
}

/** Folders with how many templates each holds; the chosen one stands in the address. */
function Folders({ rows, chosen }: { rows: readonly Listed[]; chosen: string | undefined }) {
  const { t } = useWords(words);
  const url = useUrlState();
  const counts = new Map<string, number>();
  for (const { folder } of rows) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const entries: [string | undefined, string, number][] = [
    [undefined, t('everyFolder'), rows.length],
    ...[...counts]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([name, count]): [string, string, number] => [name, name, count]),
  ];
  return (
    <Paper withBorder component="nav" aria-label={t('folders')} w={{ base: '100%', sm: 190 }} flex="none" p={4}>
      {entries.map(([folder, label, count]) => (
        <NavLink
          key={label}
          component="button"
          type="button"
          label={label}
          active={folder === chosen}
          aria-current={folder === chosen}
          rightSection={
            <Text span size="xs" c="dimmed">
              {numberText(count)}
            </Text>
          }
          onClick={() => url.set({ folder })}
          py={5}
          px="xs"
        />
      ))}
    </Paper>
  );
}

function useColumns(): DataTableColumn<Listed>[] {
  const { t, of, code } = useWords(words);
  return [
    {
      accessor: 'title',
      title: t('title'),
      render: ({ name, title }) => (
        <>
          <Text fw={600}>{of(title)}</Text>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
        </>
      ),
    },
    { accessor: 'kind', title: t('kind'), render: ({ kind }) => code('kind', kind) },
    { accessor: 'folder', title: t('folder') },
    { accessor: 'inForce', title: t('inForce'), render: (row) => <Standing row={row} /> },
    { accessor: 'uses', title: t('uses'), textAlign: 'right', render: ({ uses }) => numberText(uses) },
    { accessor: 'lastUsedAt', title: t('lastUsed'), render: ({ lastUsedAt }) => <When at={lastUsedAt} relative /> },
  ];
}

/** What is in force in each language, and whether something newer waits to be published. */
function Standing({ row: { inForce, newest } }: { row: Listed }) {
  const { t } = useWords(words);
  return (
    <Group gap={4}>
      {(['ru', 'en'] as const).map((language) => {
        const version = inForce[language]?.version;
        const waiting = (newest[language] ?? 0) > (version ?? 0);
        const label = `${language.toUpperCase()} ${version === undefined ? '—' : version}`;
        return (
          <Badge
            key={language}
            color={waiting ? 'orange' : version === undefined ? 'gray' : 'green'}
            title={waiting ? t('newestWaits', { version: newest[language] ?? 0 }) : undefined}
          >
            {waiting ? `${label} → ${newest[language] ?? 0}` : label}
          </Badge>
        );
      })}
    </Group>
  );
}
