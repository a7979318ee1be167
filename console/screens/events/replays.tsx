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
import { RunningReplays } from './running-replays.tsx';
import { words } from './words.ts';

const STATES = {
  running: ['replayRunning', 'blue'],
  done: ['replayDone', 'green'],
  cancelled: ['replayCancelled', 'gray'],
} as const;

/** Replays by filter, the newest first: who ordered them, why, and how they went. */
export default function Replays() {
  const { t } = useWords(words);
  const query = useApi('/replays', {}, { live: ['events'], everySeconds: 3 });
  return (
    <Page actions={<ScreenLink to="/events">{t('toEvents')}</ScreenLink>}>
      <RunningReplays />
      <ServerTable<ItemOf<'/replays'>>
        query={query}
        rowId={(row) => row.id}
        label={t('toReplays')}
        empty={{ title: t('replaysNone') }}
        columns={[
          { accessor: 'startedAt', title: t('created'), width: 160, render: (row) => <When at={row.startedAt} relative /> },
          { accessor: 'startedBy', title: t('by'), width: 180, render: (row) => <Actor of={row.startedBy} /> },
          { accessor: 'reason', title: t('reason'), render: (row) => <Text size="sm">{row.reason}</Text> },
          {
            accessor: 'state',
            title: t('state'),
            width: 120,
            render: (row) => <Badge color={STATES[row.state][1]}>{t(STATES[row.state][0])}</Badge>,
          },
          {
            accessor: 'total',
            title: t('replayTotal'),
            width: 90,
            textAlign: 'right',
            render: (row) => <ScreenLink to={`/events?replay=${row.id}`}>{numberText(row.total)}</ScreenLink>,
          },
          { accessor: 'waiting', title: t('replayWaiting'), width: 100, textAlign: 'right' },
          { accessor: 'dead', title: t('replayDead'), width: 170, textAlign: 'right' },
        ]}
      />
    </Page>
  );
}
