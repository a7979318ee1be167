import { Alert, Button, Group, List, Modal, Select, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFilters } from '../../ui/filters.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { FILTERS } from './filters.ts';
import { words } from './words.ts';

interface Filter {
  state: 'dead' | 'done';
  connection: string;
  code: string;
  from: string;
  to: string;
}

/** Many events at once: the filter, what it means now, why, and, above what one may do alone, a second person. */
export function ReplayDialog({ onClose }: { onClose: () => void }) {
  const { t, of, code } = useWords(words);
  const { t: say } = useWords(common);
  const given = useFilters(FILTERS);
  const [filter, setFilter] = useState<Filter>({
    state: given.state === 'done' ? 'done' : 'dead',
    connection: given.connection ?? '',
    code: given.state === 'done' ? '' : (given.cause ?? ''),
    from: '',
    to: '',
  });
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const connections = useApi('/connections', {});
  const causes = useApi('/event-causes', { query: { connection: filter.connection || undefined } });
  const plan = useCommand('post', '/events/replay/plan');
  const start = useCommand('post', '/events/replay', ['events', 'approvals']);
  const body = wireFilter(filter);
  const { mutate: look } = plan;
  const key = JSON.stringify(body);
  useEffect(() => look({ body: { filter: JSON.parse(key) as ReturnType<typeof wireFilter> } }), [look, key]);
  const change = (next: Partial<Filter>) => {
    start.reset();
    setFilter({ ...filter, ...next });
  };
  const planned = plan.data;
  const asked = start.data !== undefined && 'act' in start.data;
  return (
    <Modal opened onClose={onClose} title={t('replayMany')} size="xl" closeButtonProps={{ 'aria-label': say('close') }}>
      {asked ? (
        <Stack gap="sm">
          <Alert color="green" role="status" title={t('asked')}>
            {t('askedText')}
          </Alert>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('close')}
            </Button>
            <Button component={Link} to="/approvals">
              {t('toApprovals')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setMissing(reason.trim() === '');
            if (reason.trim() === '' || planned === undefined || planned.count === 0) return;
            start.mutate(
              { body: { filter: body, hash: planned.hash, reason: reason.trim() } },
              {
                onSuccess: (answer) => {
                  if (!('act' in answer)) onClose();
                },
                // Other events by now: they are shown before anybody can confirm again.
                onError: (error) => {
                  if (error.code === 'PLAN_CHANGED') look({ body: { filter: body } });
                },
              },
            );
          }}
        >
          <Stack gap="sm">
            <Group grow align="flex-end" gap="xs">
              <Select
                label={t('replayState')}
                data={(['dead', 'done'] as const).map((value) => ({ value, label: code('state', value) }))}
                value={filter.state}
                onChange={(value) => change({ state: value === 'done' ? 'done' : 'dead', code: '' })}
              />
              <Select
                label={t('connection')}
                data={[
                  { value: '', label: say('all') },
                  ...(connections.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title })),
                ]}
                value={filter.connection}
                onChange={(value) => change({ connection: value ?? '', code: '' })}
              />
              <Select
                label={t('cause')}
                disabled={filter.state === 'done'}
                data={[
                  { value: '', label: say('all') },
                  ...(causes.data?.items ?? []).map((cause) => ({ value: cause.code, label: of(cause.sentence) })),
                ]}
                value={filter.code}
                onChange={(value) => change({ code: value ?? '' })}
              />
            </Group>
            <Group grow gap="xs">
              <TextInput
                type="datetime-local"
                label={t('from')}
                value={filter.from}
                onChange={(event) => change({ from: event.currentTarget.value })}
              />
              <TextInput
                type="datetime-local"
                label={t('to')}
                value={filter.to}
                onChange={(event) => change({ to: event.currentTarget.value })}
              />
            </Group>
            <Text fw={600}>{say('planTitle')}</Text>
            <ProblemAlert error={plan.error} />
            {planned === undefined ? <Busy active={plan.isPending} /> : <Planned plan={planned} />}
            {planned === undefined || planned.count === 0 ? null : (
              <Textarea
                label={say('reason')}
                description={say('reasonHint')}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                maxLength={300}
                autosize
                minRows={2}
                required
                error={missing && reason.trim() === '' ? say('reasonMissing') : undefined}
              />
            )}
            <ProblemAlert error={start.error} />
            <Group justify="flex-end" gap="xs">
              {planned === undefined ? null : (
                <Text size="xs" c="dimmed" mr="auto">
                  {say('planHash')} <code>{planned.hash.slice(0, 12)}</code>
                </Text>
              )}
              <Busy active={start.isPending} />
              <Button variant="default" onClick={onClose}>
                {say('cancel')}
              </Button>
              <Button type="submit" loading={start.isPending || plan.isPending} disabled={planned?.count === 0}>
                {planned?.needsApproval === true ? t('ask') : t('replay')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function Planned({ plan }: { plan: NonNullable<ReturnType<typeof useCommand<'post', '/events/replay/plan'>>['data']> }) {
  const { t, of, code } = useWords(words);
  if (plan.count === 0) return <Text c="dimmed">{t('planNothing')}</Text>;
  return (
    <Stack gap="xs">
      <Text>
        <b>{t('planCount', { count: plan.count })}.</b> {t('replayPlan')}
      </Text>
      {plan.needsApproval ? <Alert color="orange">{t('planAlone', { count: plan.alone })}</Alert> : null}
      <Group grow align="flex-start" gap="md">
        {plan.causes.length === 0 ? null : (
          <div>
            <Text size="sm" fw={500}>
              {t('planCauses')}
            </Text>
            <List size="sm">
              {plan.causes.map((cause) => (
                <List.Item key={cause.code}>
                  {of(cause.sentence)}: <b>{numberText(cause.count)}</b>
                </List.Item>
              ))}
            </List>
          </div>
        )}
        <div>
          <Text size="sm" fw={500}>
            {t('planConnections')}
          </Text>
          <List size="sm">
            {plan.connections.map((one) => (
              <List.Item key={one.connection}>
                {one.connection}: <b>{numberText(one.count)}</b>
              </List.Item>
            ))}
          </List>
        </div>
      </Group>
      <Table verticalSpacing={3} withTableBorder aria-label={t('planSamples')} captionSide="top">
        <Table.Caption>{t('planSamples')}</Table.Caption>
        <Table.Tbody>
          {plan.samples.map((sample) => (
            <Table.Tr key={sample.id}>
              <Table.Td>{sample.id}</Table.Td>
              <Table.Td>
                {code('entity', sample.entity)} {sample.externalId}
              </Table.Td>
              <Table.Td>{sample.connection}</Table.Td>
              <Table.Td>{sample.cause}</Table.Td>
              <Table.Td>
                <When at={sample.receivedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

const wireFilter = ({ state, connection, code, from, to }: Filter) => ({
  state,
  ...(connection === '' ? {} : { connection }),
  ...(code === '' ? {} : { code }),
  ...(from === '' ? {} : { from: new Date(from).toISOString() }),
  ...(to === '' ? {} : { to: new Date(to).toISOString() }),
});
