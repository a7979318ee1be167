import { Alert, Badge, Button, Group, Paper, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { Differences } from './differences.tsx';
import { took } from './runs.tsx';
import { words } from './words.ts';

type Run = AnswerOf<'get', '/drift/{id}'>;

/** One comparison: how much differs, why, and what would end it. */
export default function RunScreen() {
  const { id = '' } = useParams();
  const query = useApi('/drift/{id}', { params: { id } }, { live: ['drift', 'jobs'] });
  if (query.data === undefined) {
    return (
      <Page>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  return <Shown run={query.data} />;
}

function Shown({ run }: { run: Run }) {
  const { t } = useWords(words);
  return (
    <Page
      title={t('title', { number: run.id })}
      subtitle={
        <Text c="dimmed" ml="xs">
          {run.pair} · <When at={run.startedAt} /> · {took(run) ?? t('running')}
        </Text>
      }
      actions={<Repair run={run} />}
    >
      <SimpleGrid cols={{ base: 3 }} spacing="xs">
        {(['compared', 'different', 'missing'] as const).map((name) => (
          <Paper
            key={name}
            withBorder
            p="xs"
            className="uzel-figure"
            data-tone={name !== 'compared' && run[name] > 0 ? 'orange' : 'calm'}
          >
            <Text size="xs" c="dimmed">
              {t(name)}
            </Text>
            <Text fz={22} fw={600} lh={1.25}>
              {numberText(run[name])}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      {run.repairJob === null ? null : (
        <Alert icon={<Icon name="jobs" />} p="xs" role="note">
          <Text>
            {t('repairedBy')} <ScreenLink to={`/jobs/${run.repairJob}`}>{t('toJob')}</ScreenLink>
          </Text>
        </Alert>
      )}
      {run.plan.length === 0 ? (
        <Alert
          color={run.finishedAt === null ? 'blue' : 'green'}
          icon={<Icon name={run.finishedAt === null ? 'clock' : 'check'} />}
          role="note"
        >
          <Text>{run.finishedAt === null ? t('stillRunning') : t('allAgree')}</Text>
        </Alert>
      ) : (
        <Stack gap="sm">
          <Causes run={run} />
          <Differences id={run.id} />
        </Stack>
      )}
    </Page>
  );
}

const REPAIRS = { merge: 'blue', resend: 'blue', create: 'green', ask: 'orange' } as const;

/** Why both sides differ, and what ends it; a cause can be chosen to see only its differences. */
function Causes({ run }: { run: Run }) {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const chosen = url.get('cause');
  return (
    <Panel title={t('causes')}>
      <Table.ScrollContainer minWidth={640} type="native" scrollAreaProps={{ tabIndex: 0 }}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('cause')}</Table.Th>
              <Table.Th>{t('repair')}</Table.Th>
              <Table.Th ta="right">{t('records')}</Table.Th>
              <Table.Th ta="right">{t('items')}</Table.Th>
              <Table.Th>{t('show')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {run.plan.map(({ cause, repair, items, links }) => (
              <Table.Tr key={`${cause} ${repair}`}>
                <Table.Th scope="row" fw={500}>
                  {code('cause', cause)}
                  <Text size="xs" c="dimmed" fw={400}>
                    {code('causeHow', cause)}
                  </Text>
                </Table.Th>
                <Table.Td>
                  <Badge color={REPAIRS[repair]}>{code('repair', repair)}</Badge>
                  <Text size="xs" c="dimmed">
                    {code('repairHow', repair)}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{numberText(links)}</Table.Td>
                <Table.Td ta="right">{numberText(items)}</Table.Td>
                <Table.Td>
                  <Button
                    variant={chosen === cause ? 'filled' : 'default'}
                    aria-pressed={chosen === cause}
                    aria-label={`${t('show')}: ${code('cause', cause)}, ${code('repair', repair)}`}
                    onClick={() => url.set({ cause: chosen === cause ? undefined : cause })}
                  >
                    {t('show')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

/** The repair is a bulk job; it shows first what it would do to how many. */
function Repair({ run }: { run: Run }) {
  const { t, code } = useWords(words);
  const may = useMay('jobs.run');
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const order = useCommand('post', '/jobs', ['jobs', 'drift', 'tasks']);
  const able = run.plan.filter(({ repair }) => repair !== 'ask');
  if (!may || run.finishedAt === null || run.repairJob !== null || able.length === 0) return null;
  const close = () => {
    order.reset();
    setAsking(false);
  };
  return (
    <>
      <Button leftSection={<Icon name="play" size={14} />} onClick={() => setAsking(true)}>
        {t('startRepair')}
      </Button>
      <ReasonDialog
        opened={asking}
        onClose={close}
        title={t('startRepair')}
        plan={
          <Stack gap={4}>
            {able.map(({ cause, repair, links }) => (
              <Group key={`${cause} ${repair}`} gap="xs">
                <Badge color={REPAIRS[repair]}>{code('repair', repair)}</Badge>
                <Text>
                  {t('repairOf', { count: links })}: {code('cause', cause).toLowerCase()}
                </Text>
              </Group>
            ))}
            <Text c="dimmed">{t('repairPlan')}</Text>
          </Stack>
        }
        confirm={t('startRepair')}
        pending={order.isPending}
        error={order.error}
        onConfirm={({ reason }) =>
          order.mutate(
            { body: { kind: 'drift_repair', pair: run.pair, run: run.id, reason } },
            {
              onSuccess: ({ id }) => {
                close();
                void navigate(`/jobs/${id}`);
              },
            },
          )
        }
      />
    </>
  );
}
