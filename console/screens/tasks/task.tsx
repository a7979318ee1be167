import { Alert, Badge, Grid, Group, Stack, Text } from '@mantine/core';
import { useParams } from 'react-router';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { useFieldNames } from '../../ui/field-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { When } from '../../ui/when.tsx';
import { About } from './about.tsx';
import { Answers } from './answers.tsx';
import { Conflict } from './conflict.tsx';
import { KindBadge } from './tasks.tsx';
import { Values } from './values.tsx';
import { words } from './words.ts';

export type Task = AnswerOf<'get', '/tasks/{id}'>;

/** One question to a person: what it is about, what each answer does, and the answer. */
export default function TaskScreen() {
  const { id = '' } = useParams();
  const query = useApi('/tasks/{id}', { params: { id } }, { live: ['tasks'] });
  if (query.data === undefined) {
    return (
      <Page>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  return <Shown task={query.data} />;
}

function Shown({ task }: { task: Task }) {
  const { of, code } = useWords(words);
  const { inWords } = useFieldNames();
  return (
    <Page
      title={inWords(of(task.title))}
      subtitle={
        <Group gap={6} ml="xs">
          <KindBadge kind={task.kind} />
          {task.state === 'open' ? null : <Badge color="green">{code('state', task.state)}</Badge>}
        </Group>
      }
      actions={task.runUrl === null ? null : <TemporalLink href={task.runUrl} />}
    >
      <Outcome task={task} />
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 9 }}>
          {task.kind === 'conflict' ? (
            <Conflicts task={task} />
          ) : (
            <Stack gap="sm">
              <Values task={task} />
              <Answers task={task} />
            </Stack>
          )}
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 3 }}>
          <About task={task} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

/** What became of it, once somebody has answered. */
function Outcome({ task }: { task: Task }) {
  const { t, code } = useWords(words);
  if (task.state === 'open') return null;
  const answer = task.choice === null ? null : code('choice', task.choice);
  return (
    <Alert color="green" icon={<Icon name="check" />} role="status" p="xs">
      <Text>
        {task.state === 'decided'
          ? t('decided', { answer: answer ?? '' })
          : answer === null
            ? t('closed')
            : t('closedWith', { answer })}{' '}
        {task.closedBy === null ? null : <Actor of={task.closedBy} />}{' '}
        {task.closedAt === null ? null : <When at={task.closedAt} relative />}
      </Text>
    </Alert>
  );
}

/** All open conflicts of the record together: whoever decides one field sees the others. */
function Conflicts({ task }: { task: Task }) {
  const { t } = useWords(words);
  const link = task.link ?? '';
  const others = useApi(
    '/tasks',
    { query: { link, kind: 'conflict', state: 'open', limit: 50 } },
    { live: ['tasks'], enabled: task.link !== null, keep: true },
  );
  const rest = (others.data?.items ?? []).filter(({ id }) => id !== task.id);
  return (
    <Stack gap="sm">
      <Conflict task={task} />
      {rest.length === 0 ? null : (
        <Panel title={t('othersOfRecord', { count: rest.length })}>
          <Stack gap="sm">
            {rest.map(({ id }) => (
              <OtherConflict key={id} id={id} />
            ))}
          </Stack>
        </Panel>
      )}
    </Stack>
  );
}

function OtherConflict({ id }: { id: number }) {
  const query = useApi('/tasks/{id}', { params: { id } }, { live: ['tasks'] });
  if (query.data === undefined) return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} />;
  return (
    <div>
      <Text size="xs" mb={4}>
        <ScreenLink to={`/tasks/${id}`}>№ {id}</ScreenLink>
      </Text>
      <Conflict task={query.data} />
    </div>
  );
}
