import { Alert, Button, Code, Grid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { When } from '../../ui/when.tsx';
import { Caused, Lines } from './caused.tsx';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

type Event = AnswerOf<'get', '/events/{id}'>;
type Story = AnswerOf<'get', '/events/{id}/story'>;

/** One event: what came, what was tried, why it stands where it stands, what it caused, and what happens on retry. */
export default function EventScreen() {
  const { id = '' } = useParams();
  const { t, of, code } = useWords(words);
  const may = useMay('events.replay');
  const query = useApi('/events/{id}', { params: { id } }, { live: ['events'] });
  const story = useApi('/events/{id}/story', { params: { id } }, { live: ['events', 'effects'] });
  const replay = useCommand('post', '/events/{id}/replay', ['events', 'journal']);
  const [asking, setAsking] = useState(false);
  const { data } = query;
  if (data === undefined) {
    return (
      <Page title={t('event', { id })}>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  return (
    <Page
      title={`${t('event', { id })}: ${code('entity', data.entity)} ${data.externalId}`}
      subtitle={<StateBadge state={data.state} />}
      actions={
        <>
          <TemporalLink href={data.runUrl}>{t('run')}</TemporalLink>
          {may && data.state !== 'pending' ? (
            <Button leftSection={<Icon name="refresh" size={14} />} onClick={() => setAsking(true)}>
              {t('replay')}
            </Button>
          ) : null}
        </>
      }
    >
      {data.error === null ? null : (
        <Alert color={data.state === 'dead' ? 'red' : 'gray'} icon={<Icon name="stop" />} title={of(data.error.sentence)}>
          {t('errorCode')}: <Code>{data.error.code}</Code>
          {data.error.detail === undefined ? null : <Text size="sm">{data.error.detail}</Text>}
        </Alert>
      )}
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="sm">
            <About event={data} />
            <Panel title={t('history')}>
              {story.data === undefined || story.data.history.length === 0 ? (
                <Text c="dimmed">{t('historyNone')}</Text>
              ) : (
                <Lines lines={story.data.history} />
              )}
            </Panel>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="sm">
            <ProblemAlert error={story.error} onRetry={() => void story.refetch()} />
            {story.data === undefined ? (
              story.error === null ? (
                <LoadingState />
              ) : null
            ) : (
              <>
                <Caused story={story.data} waiting={data.state === 'pending'} />
                <Payload event={data} story={story.data} />
              </>
            )}
          </Stack>
        </Grid.Col>
      </Grid>
      <ReasonDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('replayOne', { id })}
        plan={<Text>{t('replayOnePlan')}</Text>}
        confirm={t('replay')}
        pending={replay.isPending}
        error={replay.error}
        onConfirm={({ reason }) => replay.mutate({ params: { id }, body: { reason } }, { onSuccess: () => setAsking(false) })}
      />
    </Page>
  );
}

function About({ event }: { event: Event }) {
  const { t, code } = useWords(words);
  const { generation, nudgedAt } = event.attempts;
  return (
    <Panel title={t('facts')}>
      <Facts>
        <Fact label={t('connection')}>
          <ScreenLink to={`/connections/${event.connection}`}>{event.connection}</ScreenLink>
        </Fact>
        <Fact label={t('kind')}>{code('kindLong', event.kind)}</Fact>
        <Fact label={t('received')}>
          <When at={event.receivedAt} />
        </Fact>
        <Fact label={t('nudged')}>
          <When at={nudgedAt} />
        </Fact>
        <Fact label={t('finished')}>
          <When at={event.finishedAt} />
        </Fact>
        {event.result === null ? null : <Fact label={t('outcome')}>{code('result', event.result)}</Fact>}
        {generation > 1 ? <Fact label={t('attempts')}>{t('repeats', { count: generation })}</Fact> : null}
        {event.link === null ? null : (
          <Fact label={t('link')}>
            <ScreenLink to={`/deals/${event.link}`}>{event.link}</ScreenLink>
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

function Payload({ event, story }: { event: Event; story: Story }) {
  const { t } = useWords(words);
  const { payload, delivery } = story;
  return (
    <Panel title={t('payload')}>
      <Stack gap="xs">
        {payload !== null && payload !== undefined ? (
          <JsonView value={payload} label={t('payload')} />
        ) : event.kind === 'hint' ? (
          <Text c="dimmed">{t('payloadNone')}</Text>
        ) : null}
        {delivery === null ? (
          payload === null ? (
            <Text c="dimmed">{t('payloadGone')}</Text>
          ) : null
        ) : delivery.body === null || delivery.body === undefined ? (
          <Text c="dimmed">{t('payloadUnshown', { type: delivery.contentType })}</Text>
        ) : (
          <>
            <Text fw={500}>{t('body')}</Text>
            <JsonView value={delivery.body} label={t('body')} maxHeight={260} />
          </>
        )}
        <Text size="xs" c="dimmed">
          {t('payloadNote')}
        </Text>
      </Stack>
    </Panel>
  );
}
