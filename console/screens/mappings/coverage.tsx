import { Button, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { EmptyState, LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { useDocumentName } from './names.ts';
import { words } from './words.ts';

type Report = AnswerOf<'get', '/mappings/spec/{name}/coverage'>;

/** What live traffic says about a spec: values that nobody reads, fields that nobody fills, dictionaries with holes, losses. */
export function Coverage({ name, mayAdd }: { name: string; mayAdd: boolean }) {
  const { t } = useWords(words);
  const query = useApi('/mappings/spec/{name}/coverage', { params: { name } }, { everySeconds: 15 });
  if (query.data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  const report = query.data;
  if (report.records === 0 && report.unfilled.length === 0) return <EmptyState title={t('noTraffic')} text={t('noTrafficHow')} />;
  return (
    <Stack gap="sm">
      <Text>{t('counted', { count: report.records })}</Text>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
        <Unread rows={report.unread} mayAdd={mayAdd} />
        <Stack gap="sm">
          <Dictionaries rows={report.dictionaries} />
          <Losses title={t('lossyRules')} none={t('lossyNone')} rows={report.lossy} />
          <Losses title={t('missingRules')} none={t('missingNone')} rows={report.missing} />
        </Stack>
        <Filled rows={report.filled} records={report.records} />
        <Unfilled rows={report.unfilled} />
      </SimpleGrid>
    </Stack>
  );
}

function List({
  title,
  hint,
  none,
  heads,
  children,
}: {
  title: string;
  hint?: string;
  none: string;
  heads: string[];
  children: ReactNode[];
}) {
  return (
    <Panel title={title}>
      {hint === undefined ? null : (
        <Text size="xs" c="dimmed" mb={4}>
          {hint}
        </Text>
      )}
      {children.length === 0 ? (
        <Text c="dimmed">{none}</Text>
      ) : (
        <Table verticalSpacing={3}>
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

function Unread({ rows, mayAdd }: { rows: Report['unread']; mayAdd: boolean }) {
  const { t } = useWords(words);
  const url = useUrlState();
  return (
    <List title={t('unread')} hint={t('unreadHint')} none={t('unreadNone')} heads={[t('path'), t('times'), t('firstSeen')]}>
      {rows.map(({ path, count, firstSeen }) => (
        <Table.Tr key={path}>
          <Table.Th scope="row" fw={500}>
            <Group gap={6} justify="space-between" wrap="nowrap">
              <span className="uzel-wrap">{path}</span>
              {mayAdd && !path.includes('[]') ? (
                <Button
                  variant="subtle"
                  size="compact-xs"
                  flex="none"
                  aria-label={t('addFieldFrom', { path })}
                  onClick={() => url.set({ tab: undefined, add: path })}
                >
                  {t('toMapping')}
                </Button>
              ) : null}
            </Group>
          </Table.Th>
          <Table.Td>{numberText(count)}</Table.Td>
          <Table.Td>
            <When at={firstSeen} relative />
          </Table.Td>
        </Table.Tr>
      ))}
    </List>
  );
}

function Unfilled({ rows }: { rows: Report['unfilled'] }) {
  const { t } = useWords(words);
  return (
    <List title={t('unfilled')} hint={t('unfilledHint')} none={t('unfilledNone')} heads={[t('field'), t('code')]}>
      {rows.map(({ field, title }) => (
        <Table.Tr key={field}>
          <Table.Th scope="row" fw={500}>
            {title}
          </Table.Th>
          <Table.Td>{field}</Table.Td>
        </Table.Tr>
      ))}
    </List>
  );
}

function Filled({ rows, records }: { rows: Report['filled']; records: number }) {
  const { t } = useWords(words);
  const { field } = useFieldNames();
  const share = (count: number) => (records === 0 ? '—' : `${Math.round((100 * count) / records)} %`);
  return (
    <List title={t('filled')} hint={t('filledHint')} none={t('none')} heads={[t('field'), t('times'), t('share')]}>
      {rows.map(({ field: name, count }) => (
        <Table.Tr key={name}>
          <Table.Th scope="row" fw={500}>
            {field(name)}
          </Table.Th>
          <Table.Td>{numberText(count)}</Table.Td>
          <Table.Td>{share(count)}</Table.Td>
        </Table.Tr>
      ))}
    </List>
  );
}

function Dictionaries({ rows }: { rows: Report['dictionaries'] }) {
  const { t } = useWords(words);
  const nameOf = useDocumentName();
  return (
    <List title={t('dictionaries')} none={t('dictionariesNone')} heads={[t('dictionary'), t('unknownKeys'), t('unseenKeys')]}>
      {rows.map(({ name, unknown, unseen }) => (
        <Table.Tr key={name}>
          <Table.Th scope="row" fw={500}>
            <ScreenLink to={`/mappings/dictionary/${name}?tab=coverage`}>{nameOf(name)}</ScreenLink>
          </Table.Th>
          <Table.Td {...(unknown > 0 ? { c: 'var(--mantine-color-red-light-color)', fw: 600 } : {})}>
            {numberText(unknown)}
          </Table.Td>
          <Table.Td>{numberText(unseen)}</Table.Td>
        </Table.Tr>
      ))}
    </List>
  );
}

function Losses({ title, none, rows }: { title: string; none: string; rows: Report['lossy'] }) {
  const { t } = useWords(words);
  return (
    <List title={title} none={none} heads={[t('rule'), t('times'), t('lastSeen')]}>
      {rows.map(({ rule, count, lastSeen }) => (
        <Table.Tr key={rule}>
          <Table.Th scope="row" fw={500}>
            {rule}
          </Table.Th>
          <Table.Td>{numberText(count)}</Table.Td>
          <Table.Td>
            <When at={lastSeen} relative />
          </Table.Td>
        </Table.Tr>
      ))}
    </List>
  );
}
