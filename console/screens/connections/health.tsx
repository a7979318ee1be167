import { Alert, Badge, Grid, Group, Stack, Table, Text } from '@mantine/core';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { durationText, When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Answer = AnswerOf<'get', '/connections/{id}/health'>;
const FEED_COLOURS = { on_time: 'green', late: 'orange', failing: 'red', paused: 'gray', waiting: 'gray' } as const;

/** Stream by stream: how it is read, what waits, what the limits allow. */
export function Health({ connection }: { connection: AnswerOf<'get', '/connections/{id}'> }) {
  const { t, of } = useWords(words);
  const query = useApi(
    '/connections/{id}/health',
    { params: { id: connection.id } },
    { live: ['connections', 'events'], everySeconds: 5 },
  );
  const { data } = query;
  if (data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  return (
    <Stack gap="sm">
      {data.problem === null ? null : (
        <Alert color="red" icon={<Icon name="stop" />} title={t('broken')} role="alert">
          {of(data.problem.sentence)}
        </Alert>
      )}
      {data.breaker !== null && data.breaker.openUntil !== null ? (
        <Alert color="red" icon={<Icon name="warning" />} title={t('breakerOpen')}>
          {t('breakerCounting', { count: data.breaker.failures })}, {t('breakerUntil')}{' '}
          <When at={data.breaker.openUntil} relative />
        </Alert>
      ) : null}
      <Streams data={data} connection={connection} />
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Queue data={data} id={connection.id} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <Limits data={data} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

function Streams({ data, connection }: { data: Answer; connection: AnswerOf<'get', '/connections/{id}'> }) {
  const { t, of, code } = useWords(words);
  const { hook } = data;
  return (
    <Panel title={t('streams')}>
      <Table.ScrollContainer minWidth={560} type="native" tabIndex={0} role="region" aria-label={t('streams')}>
        <Table verticalSpacing={5}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('feed')}</Table.Th>
              <Table.Th w={150}>{t('feedState')}</Table.Th>
              <Table.Th w={150}>{t('readAt')}</Table.Th>
              <Table.Th w={110}>{t('every')}</Table.Th>
              <Table.Th>{t('whyNot')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.feeds.map((feed) => (
              <Table.Tr key={feed.name}>
                <Table.Td>
                  <span title={feed.name}>{code('feedName', feed.name)}</span>
                </Table.Td>
                <Table.Td>
                  <Badge color={FEED_COLOURS[feed.state]}>{code('feed', feed.state)}</Badge>
                </Table.Td>
                <Table.Td>
                  <When at={feed.readAt} relative />
                </Table.Td>
                <Table.Td>{durationText(feed.everySeconds)}</Table.Td>
                <Table.Td>
                  {feed.error === null ? (
                    <Text size="sm" c="dimmed">
                      {feed.state === 'waiting' ? t('feedWaitingWhy') : '—'}
                    </Text>
                  ) : (
                    <>
                      <Text size="sm">{of(feed.error.sentence)}</Text>
                      <Text size="xs" c="dimmed">
                        {feed.error.code} · {t('failedTimes', { count: feed.failures })}, {t('since')}{' '}
                        <When at={feed.failingSince} />
                      </Text>
                    </>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
            {hook === null ? null : (
              <Table.Tr>
                <Table.Td>{t('hookStream')}</Table.Td>
                <Table.Td>
                  <Badge color={hook.dead > 0 ? 'red' : hook.lastAt === null ? 'gray' : 'green'}>
                    {hook.dead > 0 ? t('hookDead', { count: hook.dead }) : t('hookDay', { count: hook.day })}
                  </Badge>
                </Table.Td>
                <Table.Td>{hook.lastAt === null ? '—' : <When at={hook.lastAt} relative />}</Table.Td>
                <Table.Td>—</Table.Td>
                <Table.Td>
                  {hook.dead > 0 ? (
                    <ScreenLink to={`/events?view=deliveries&connection=${connection.id}`}>{t('causes')}</ScreenLink>
                  ) : (
                    <Text size="sm" c="dimmed">
                      {hook.lastAt === null ? t('hookNever') : '—'}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            )}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function Queue({ data, id }: { data: Answer; id: string }) {
  const { t, of } = useWords(words);
  const { queue, writes } = data;
  const figure = (count: number, to: string) => <ScreenLink to={to}>{numberText(count)}</ScreenLink>;
  return (
    <Panel title={t('queue')}>
      <Facts>
        <Fact label={t('queuePending')}>{figure(queue.pending, `/events?state=pending&connection=${id}`)}</Fact>
        {queue.oldestSeconds === null ? null : <Fact label={t('queueOldest')}>{durationText(queue.oldestSeconds)}</Fact>}
        <Fact label={t('writesDone')}>{figure(writes.done, `/effects?state=done&connection=${id}`)}</Fact>
        <Fact label={t('writesFailed')}>{figure(writes.failed, `/effects?state=failed&connection=${id}`)}</Fact>
        <Fact label={t('writesOpen')}>{figure(writes.open, `/effects?state=intended&connection=${id}`)}</Fact>
        <Fact label={t('writesUnknown')}>{figure(writes.unknown, `/effects?state=unknown&connection=${id}`)}</Fact>
        {writes.planned === 0 ? null : (
          <Fact label={t('writesPlanned')}>{figure(writes.planned, `/effects?state=planned&connection=${id}`)}</Fact>
        )}
      </Facts>
      <Text fw={600} mt="sm" mb={4}>
        {t('causes')}
      </Text>
      {queue.causes.length === 0 ? <Text c="dimmed">{t('noCauses')}</Text> : null}
      <Stack gap={4} component="ul" className="uzel-list">
        {queue.causes.map((cause) => (
          <Group key={cause.code} component="li" justify="space-between" wrap="nowrap" align="flex-start">
            <Text size="sm">{of(cause.sentence)}</Text>
            <Text size="sm" fw={600}>
              {figure(cause.count, `/events?state=dead&connection=${id}&cause=${cause.code}`)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}

function Limits({ data }: { data: Answer }) {
  const { t } = useWords(words);
  const { breaker } = data;
  return (
    <Panel title={t('limits')}>
      <Facts>
        <Fact label={t('answers')}>
          {breaker === null ? t('breakerClosed') : t('breakerCounting', { count: breaker.failures })}
        </Fact>
        {data.budgets.map(({ scope, rate, waitMs }) => (
          <Fact key={scope} label={scope}>
            {t('perSecond', { rate: numberText(rate) })},{' '}
            {waitMs < 1000 ? t('noWait') : `${t('waitNow')} ${durationText(waitMs / 1000)}`}
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}
