import { Badge, Text } from '@mantine/core';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Event = ItemOf<'/events'>;

const COLOURS = { pending: 'blue', done: 'green', dead: 'red' } as const;

/** What the other systems said of the record, and what became of it. */
export function Events({ subject }: { subject: string }) {
  const { t, of, code } = useWords(words);
  const query = useApi('/events', { query: { subject, ...usePage() } }, { live: ['events'], keep: true });
  return (
    <ServerTable<Event>
      query={query}
      rowId={(row) => String(row.id)}
      label={t('events')}
      empty={{ title: t('noEvents') }}
      columns={[
        { accessor: 'id', title: t('event'), width: 90, render: ({ id }) => <ScreenLink to={`/events/${id}`}>{id}</ScreenLink> },
        { accessor: 'connection', title: t('connection') },
        { accessor: 'receivedAt', title: t('when'), render: ({ receivedAt }) => <When at={receivedAt} /> },
        {
          accessor: 'state',
          title: t('state'),
          render: ({ state }) => <Badge color={COLOURS[state]}>{code('event', state)}</Badge>,
        },
        {
          accessor: 'result',
          title: t('result'),
          render: ({ error, result }) =>
            error === null ? (
              (result ?? '—')
            ) : (
              <>
                {of(error.sentence)}
                <Text size="xs" c="dimmed">
                  {error.code}
                </Text>
              </>
            ),
        },
      ]}
    />
  );
}
