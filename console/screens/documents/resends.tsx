import { Badge, Text } from '@mantine/core';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { RunningResends } from './running-resends.tsx';
import { words } from './words.ts';

const COLORS = { running: 'blue', done: 'green', cancelled: 'gray' } as const;

/** Bulk resends, the newest first: who ordered them, why, and how they went. */
export default function Resends() {
  const { t, code } = useWords(words);
  const query = useApi('/document-resends', {}, { live: ['documents', 'deliveries'], everySeconds: 3 });
  const count = (accessor: 'total' | 'sent' | 'waiting' | 'unknown' | 'failed') => ({
    accessor,
    title: code('resent', accessor),
    textAlign: 'right' as const,
    render: (row: ItemOf<'/document-resends'>) => numberText(row[accessor]),
  });
  return (
    <Page actions={<ScreenLink to="/documents">{t('toPacks')}</ScreenLink>}>
      <RunningResends />
      <ServerTable<ItemOf<'/document-resends'>>
        query={query}
        rowId={({ id }) => id}
        label={t('toResends')}
        empty={{ title: t('noResends') }}
        columns={[
          { accessor: 'startedAt', title: t('startedAt'), render: ({ startedAt }) => <When at={startedAt} relative /> },
          { accessor: 'startedBy', title: t('orderedBy'), render: ({ startedBy }) => <Actor of={startedBy} /> },
          { accessor: 'reason', title: t('reason'), render: ({ reason }) => <Text>{reason}</Text> },
          {
            accessor: 'state',
            title: t('state'),
            render: ({ state }) => <Badge color={COLORS[state]}>{code('resend', state)}</Badge>,
          },
          count('total'),
          count('sent'),
          count('waiting'),
          count('unknown'),
          count('failed'),
        ]}
      />
    </Page>
  );
}
