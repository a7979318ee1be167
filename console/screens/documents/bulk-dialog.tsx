import { Alert, Button, Group, List, Modal, Select, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { startOfDay } from '../../ui/asked.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { useRecipientName } from './part-state.tsx';
import { words } from './words.ts';

type Plan = AnswerOf<'post', '/document-resends/plan'>;

const STATES = ['bounced', 'failed', 'expired', 'sent'] as const;
const NOTHING = { state: 'bounced' as (typeof STATES)[number], code: '', part: '', since: '', until: '' };

/** Many parts at once: how their last message stands, what that means now, why, and, above what one may do alone, a second person. */
export function BulkDialog({ onClose }: { onClose: () => void }) {
  const { t, code } = useWords(words);
  const { t: say } = useWords(common);
  const [filter, setFilter] = useState(NOTHING);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const plan = useCommand('post', '/document-resends/plan');
  const start = useCommand('post', '/document-resends', ['documents', 'approvals']);
  const { mutate: look, data: planned } = plan;
  const key = JSON.stringify(wireFilter(filter));
  useEffect(() => look({ body: { filter: JSON.parse(key) as ReturnType<typeof wireFilter> } }), [look, key]);
  const change = (next: Partial<typeof NOTHING>) => {
    start.reset();
    setFilter({ ...filter, ...next });
  };
  const parts = usePartNames();
  const asked = start.data !== undefined && 'act' in start.data;
  const send = () => {
    setMissing(reason.trim() === '');
    if (reason.trim() === '' || planned === undefined || planned.count === 0) return;
    const body = { filter: wireFilter(filter), hash: planned.hash, reason: reason.trim() };
    start.mutate(
      { body },
      {
        onSuccess: (answer) => {
          if (!('act' in answer)) onClose();
        },
        // Other parts by now: they are shown before anybody can confirm again.
        onError: (error) => {
          if (error.code === 'PLAN_CHANGED') look({ body: { filter: wireFilter(filter) } });
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={t('bulk')} size="xl" closeButtonProps={{ 'aria-label': say('close') }}>
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
            send();
          }}
        >
          <Stack gap="sm">
            <Group grow align="flex-start" gap="xs">
              <Select
                label={t('lastMessage')}
                data={STATES.map((value) => ({ value, label: code('bulkState', value) }))}
                value={filter.state}
                onChange={(value) => change({ state: STATES.find((one) => one === value) ?? 'bounced' })}
              />
              <TextInput
                label={t('errorCode')}
                description={t('errorCodeHint')}
                inputWrapperOrder={['label', 'input', 'description', 'error']}
                value={filter.code}
                onChange={(event) => change({ code: event.currentTarget.value.trim() })}
              />
              <Select
                label={t('whichPart')}
                data={[{ value: '', label: say('all') }, ...parts]}
                value={filter.part}
                onChange={(part) => change({ part: part ?? '' })}
              />
            </Group>
            <Group grow gap="xs">
              {(['since', 'until'] as const).map((name) => (
                <TextInput
                  key={name}
                  type="date"
                  label={t(name === 'since' ? 'sentSince' : 'sentUntil')}
                  value={filter[name]}
                  onChange={(event) => change({ [name]: event.currentTarget.value })}
                />
              ))}
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
              <Button
                type="submit"
                loading={start.isPending || plan.isPending}
                disabled={planned === undefined || planned.count === 0}
              >
                {planned?.needsApproval === true ? t('askSecond') : t('send')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** Parts that the rules in force name, each once. */
function usePartNames(): { value: string; label: string }[] {
  const { of } = useWords(words);
  const may = useMay('packs.read');
  const rules = useApi('/pack-policies', {}, { enabled: may });
  const titles = new Map(
    (rules.data?.items ?? []).flatMap(({ policy }) => policy.parts).map(({ part, title }) => [part, of(title)]),
  );
  return [...titles].map(([value, label]) => ({ value, label }));
}

function Planned({ plan }: { plan: Plan }) {
  const { t, of } = useWords(words);
  const nameOf = useRecipientName();
  return (
    <Stack gap="xs">
      {plan.count === 0 ? (
        <Text c="dimmed">{t('bulkNothing')}</Text>
      ) : (
        <Text>
          <b>
            {t('partsCount', { count: plan.count })}, {t('claimsCount', { count: plan.claims })}.
          </b>{' '}
          {t('bulkPlan')}
        </Text>
      )}
      {plan.needsApproval ? <Alert color="orange">{t('bulkAlone', { count: plan.alone })}</Alert> : null}
      {plan.refused.length === 0 ? null : (
        <div>
          <Text fw={500}>{t('bulkRefused')}</Text>
          <List size="sm">
            {plan.refused.map(({ code, message, count }) => (
              <List.Item key={code}>
                {of(message)}: <b>{numberText(count)}</b>
              </List.Item>
            ))}
          </List>
        </div>
      )}
      {plan.samples.length === 0 ? null : (
        <Table verticalSpacing={3} withTableBorder captionSide="top">
          <Table.Caption>{t('samples')}</Table.Caption>
          <Table.Tbody>
            {plan.samples.map((sample) => (
              <Table.Tr key={`${sample.link} ${sample.part} ${sample.recipient}`}>
                <Table.Td>{sample.claim ?? sample.link}</Table.Td>
                <Table.Td>{of(sample.title)}</Table.Td>
                <Table.Td>{nameOf(sample.recipient)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function wireFilter({ state, code, part, since, until }: typeof NOTHING) {
  const [from, to] = [startOfDay(since || undefined), startOfDay(until || undefined, 'after')];
  return {
    state,
    ...(code === '' ? {} : { code }),
    ...(part === '' ? {} : { part }),
    ...(from === undefined ? {} : { since: from }),
    ...(to === undefined ? {} : { until: to }),
  };
}
