import { Badge, Text } from '@mantine/core';
import type { DataTableColumn } from 'mantine-datatable';
import { useNavigate } from 'react-router';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { useDocumentName } from './names.ts';
import { words } from './words.ts';

type Listed = ItemOf<'/mappings'>;

/** Specs and dictionaries in force, and who put them there. */
export default function Mappings() {
  const { t } = useWords(words);
  const navigate = useNavigate();
  const query = useApi('/mappings', {}, { live: ['mappings'] });
  const items = query.data?.items.toSorted((a, b) => b.kind.localeCompare(a.kind) || a.name.localeCompare(b.name));
  return (
    <Page>
      <Text c="dimmed">{t('intro')}</Text>
      <ServerTable
        query={{ ...query, data: items === undefined ? undefined : { items } }}
        columns={useColumns()}
        rowId={(row) => `${row.kind}/${row.name}`}
        label={t('mappings')}
        empty={{ title: t('none') }}
        onOpen={(row) => void navigate(`/mappings/${row.kind}/${row.name}`)}
      />
    </Page>
  );
}

const ORIGINS = { shipped: 'gray', published: 'harbor', rolled_back: 'orange' } as const;

function useColumns(): DataTableColumn<Listed>[] {
  const { t, code } = useWords(words);
  const nameOf = useDocumentName();
  return [
    {
      accessor: 'name',
      title: t('name'),
      render: ({ name, left, right }) => (
        <>
          <Text fw={600}>{nameOf(name)}</Text>
          <Text size="xs" c="dimmed">
            {left === null ? name : `${name} · ${left} → ${right}`}
          </Text>
        </>
      ),
    },
    { accessor: 'kind', title: t('kind'), render: ({ kind }) => code('kind', kind) },
    {
      accessor: 'rules',
      title: t('rules'),
      textAlign: 'right',
      render: ({ rules }) => (rules === null ? '—' : numberText(rules)),
    },
    { accessor: 'version', title: t('version'), textAlign: 'right', render: ({ version }) => numberText(version) },
    {
      accessor: 'origin',
      title: t('origin'),
      render: ({ origin }) => <Badge color={ORIGINS[origin]}>{code('origin', origin)}</Badge>,
    },
    {
      accessor: 'author',
      title: t('author'),
      render: ({ origin, author }) => (origin === 'shipped' ? '—' : <Actor of={author} />),
    },
    { accessor: 'publishedAt', title: t('published'), render: ({ publishedAt }) => <When at={publishedAt} relative /> },
  ];
}
