import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useWords } from '../../i18n/dictionary.ts';
import { useActorName } from '../../ui/actor.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useOpenable } from '../../ui/screen-link.tsx';
import { durationText } from '../../ui/when.tsx';
import { type Answer, LAGGING_SECONDS } from './answer.ts';
import { words } from './words.ts';

interface Fire {
  key: string;
  tone: 'red' | 'orange';
  what: string;
  why: string;
  to: string;
}

/** What is broken, why, and where to go about it: the worst first. */
export function Burning({ data }: { data: Answer }) {
  const { t } = useWords(words);
  const openable = useOpenable();
  const fires = useFires(data);
  if (fires.length === 0) {
    return (
      <Alert color="green" icon={<Icon name="check" />} title={t('allWell')} role="note">
        <Text>{t('allWellText')}</Text>
      </Alert>
    );
  }
  return (
    <Panel title={t('burning')}>
      <Stack gap="xs" component="ul" className="uzel-list">
        {fires.map(({ key, tone, what, why, to }) => {
          const address = openable(to);
          return (
            <li key={key}>
              <Alert color={tone} icon={<Icon name={tone === 'red' ? 'stop' : 'warning'} />} p="xs" role="note">
                <Group justify="space-between" wrap="nowrap" gap="sm">
                  <div>
                    <Text fw={600}>{what}</Text>
                    <Text>{why}</Text>
                  </div>
                  {address === null ? null : (
                    <Button component={Link} to={address} variant="default" flex="none" aria-label={`${t('open')}: ${what}`}>
                      {t('open')}
                    </Button>
                  )}
                </Group>
              </Alert>
            </li>
          );
        })}
      </Stack>
    </Panel>
  );
}

function useFires({ connections, events, effects, drift }: Answer): Fire[] {
  const { t, of } = useWords(words);
  const nameOf = useActorName();
  const fires: Fire[] = [];
  for (const { id, title, state, reason, pausedBy, unavailable } of connections ?? []) {
    const to = `/connections/${id}`;
    if (state === 'paused') {
      const by = pausedBy === null ? '' : ` (${t('pausedBy', { by: nameOf(pausedBy) })})`;
      fires.push({
        key: `paused ${id}`,
        tone: 'red',
        what: t('connectionPaused', { title }),
        why: `${reason === null ? '' : of(reason)}${by}`,
        to,
      });
    } else if (unavailable > 0) {
      fires.push({ key: `lacks ${id}`, tone: 'orange', what: t('connectionLacks', { title, count: unavailable }), why: id, to });
    }
  }
  if (events !== null && events.dead > 0) {
    fires.push({
      key: 'dead',
      tone: 'red',
      what: t('dead', { count: events.dead }),
      why: t('deadWhy'),
      to: '/events?state=dead',
    });
  }
  if (events?.lagSeconds != null && events.lagSeconds > LAGGING_SECONDS) {
    const what = t('lag', { time: durationText(events.lagSeconds) });
    fires.push({ key: 'lag', tone: 'red', what, why: t('lagWhy', { count: events.pending }), to: '/events?state=pending' });
  }
  if (effects !== null && effects.open > 0) {
    const what = t('openEffects', { count: effects.open });
    fires.push({ key: 'effects', tone: 'orange', what, why: t('openEffectsWhy'), to: '/effects?state=unknown' });
  }
  for (const { pair, compared, different } of drift ?? []) {
    if (different === 0) continue;
    const why = t('driftWhy', { pair, compared: numberText(compared) });
    fires.push({ key: `drift ${pair}`, tone: 'orange', what: t('drift', { count: different }), why, to: `/drift?pair=${pair}` });
  }
  return fires.sort((one, other) => Number(other.tone === 'red') - Number(one.tone === 'red'));
}
