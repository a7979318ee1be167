import { Alert, Anchor, Badge, Button, Code, Group, List, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Progress } from '../../ui/progress.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

/** Master keys by name, what each wraps, how the last rotation went, and data keys that cannot be read. */
export function Keys() {
  const { t, code } = useWords(words);
  const [asking, setAsking] = useState(false);
  const rotate = useCommand('post', '/keys/rotations');
  const query = useApi('/keys', {}, { everySeconds: 3 });
  const { data } = query;
  if (data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { rotation } = data;
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text c="dimmed">
          {t('keysLead')}{' '}
          <Anchor href="/help/secrets#change-the-master-key" target="_blank" rel="noreferrer" underline="always">
            {t('toSecrets')} <Icon name="external" size={12} />
          </Anchor>
        </Text>
        <Button
          flex="none"
          loading={rotation?.state === 'running'}
          leftSection={<Icon name="key" size={14} />}
          onClick={() => setAsking(true)}
        >
          {t('rotate')}
        </Button>
      </Group>
      {data.quarantined.length === 0 ? (
        <Alert color="green" icon={<Icon name="check" />} role="status">
          {t('quarantineNone')}
        </Alert>
      ) : (
        <Alert color="red" icon={<Icon name="stop" />} title={`${t('quarantine')}: ${data.quarantined.length}`} role="alert">
          <List size="sm">
            {data.quarantined.map((key) => (
              <List.Item key={key.id}>
                <Code>{key.id}</Code> {code('quarantineReason', key.reason)}, <When at={key.since} />
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Panel title={t('keys')}>
        <Table verticalSpacing={5} aria-label={t('keys')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('keyMaster')}</Table.Th>
              <Table.Th>{t('state')}</Table.Th>
              <Table.Th ta="right">{t('keyWraps')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.masters.map(({ master, readable, keys }) => {
              const present = master === data.present;
              return (
                <Table.Tr key={master}>
                  <Table.Td>
                    <Code>{master}</Code>
                  </Table.Td>
                  <Table.Td>
                    <Badge color={present ? 'green' : readable ? 'blue' : 'red'}>
                      {present ? t('keyPresent') : readable ? t('keyReadable') : t('keyMissing')}
                    </Badge>
                    {!present && keys === 0 ? (
                      <Text size="xs" c="dimmed">
                        {t('keyEmpty')}
                      </Text>
                    ) : null}
                  </Table.Td>
                  <Table.Td ta="right">{numberText(keys)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Panel>
      <Panel title={t('rotation')}>
        {rotation === null ? (
          <Text c="dimmed">{t('rotationNone')}</Text>
        ) : (
          <Stack gap="xs">
            {rotation.state === 'running' ? (
              <Progress
                done={rotation.examined - rotation.quarantined}
                failed={rotation.quarantined}
                total={rotation.total}
                label={t('rotationProgress')}
              />
            ) : null}
            <Facts>
              <Fact label={t('state')}>
                {code('rotation', rotation.state)}, <When at={rotation.finishedAt ?? rotation.startedAt} relative />
              </Fact>
              <Fact label={t('keyMaster')}>
                <Code>{rotation.master}</Code>
              </Fact>
              <Fact label={t('rotationRewrapped')}>
                {numberText(rotation.rewrapped)} / {numberText(rotation.total)}
              </Fact>
              <Fact label={t('quarantine')}>{numberText(rotation.quarantined)}</Fact>
            </Facts>
          </Stack>
        )}
      </Panel>
      <ReasonDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('rotate')}
        plan={<Text>{t('rotatePlan')}</Text>}
        confirm={t('rotate')}
        pending={rotate.isPending}
        error={rotate.error}
        onConfirm={({ reason }) =>
          rotate.mutate(
            { body: { reason } },
            {
              onSuccess: () => {
                setAsking(false);
                void query.refetch();
              },
            },
          )
        }
      />
    </Stack>
  );
}
