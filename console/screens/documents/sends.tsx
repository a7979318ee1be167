import { Badge, Text } from '@mantine/core';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { type PackDetail, useRecipientName } from './part-state.tsx';
import { words } from './words.ts';

type Send = PackDetail['sends'][number];

const COLORS: { [state in Send['state']]: string } = {
  waiting: 'blue',
  under_way: 'blue',
  sent: 'green',
  unknown: 'orange',
  failed: 'red',
  cancelled: 'gray',
};

/** Every message with documents, the newest first: what went to whom, who wanted it and why, and whether that is proven. */
export function Sends({ pack }: { pack: PackDetail }) {
  const { t, of, code } = useWords(words);
  const query = useApi('/documents/{id}', { params: { id: pack.link } }, { live: ['documents', 'tasks', 'journal'] });
  const nameOf = useRecipientName(pack.recipients);
  const titleOf = (name: string) => pack.parts.find(({ part }) => part === name)?.title;
  return (
    <ServerTable<Send>
      query={{ ...query, data: { items: pack.sends.toReversed() } }}
      rowId={({ id }) => id}
      label={t('sends')}
      empty={{ title: t('noSends') }}
      columns={[
        { accessor: 'orderedAt', title: t('orderedAt'), render: ({ orderedAt }) => <When at={orderedAt} /> },
        {
          accessor: 'part',
          title: t('what'),
          render: ({ part, recipient, kind, documents }) => {
            const title = titleOf(part);
            return (
              <>
                <Text fw={500}>
                  {title === undefined ? part : of(title)} <Badge color="gray">{code('send', kind)}</Badge>
                </Text>
                <Text size="xs" c="dimmed">
                  {t('to')}: {nameOf(recipient)} · {t('filesCount', { count: documents.length })}
                </Text>
              </>
            );
          },
        },
        {
          accessor: 'channel',
          title: t('channel'),
          render: ({ channel, elsewhere }) => (
            <>
              {channel === null ? '—' : code('channel', channel)}
              {elsewhere ? (
                <Text size="xs" c="dimmed">
                  {t('elsewhere')}
                </Text>
              ) : null}
            </>
          ),
        },
        {
          accessor: 'orderedBy',
          title: t('orderedBy'),
          render: ({ orderedBy, reason }) => (
            <>
              <Actor of={orderedBy} />
              {reason === null ? null : <Text size="xs">«{reason}»</Text>}
            </>
          ),
        },
        {
          accessor: 'state',
          title: t('state'),
          render: ({ state, error, provenAt }) => (
            <>
              <Badge color={COLORS[state]}>{code('sendState', state)}</Badge>
              <Text size="xs" c="dimmed">
                {error === null ? <When at={provenAt} /> : of(error.sentence)}
              </Text>
            </>
          ),
        },
        {
          accessor: 'notedAt',
          title: t('notedAt'),
          render: ({ notedAt }) => (notedAt === null ? '—' : <When at={notedAt} relative />),
        },
      ]}
    />
  );
}
