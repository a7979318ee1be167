import { Button, Checkbox, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Busy } from '../../ui/progress.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { type PackDetail, PartState, useRecipientName } from './part-state.tsx';
import { PlannedResend } from './planned-resend.tsx';
import { words } from './words.ts';

interface Chosen {
  part: string;
  recipient: string;
}

const keyOf = ({ part, recipient }: Chosen) => `${part} ${recipient}`;

/** Which parts and where to; then what goes to whom, what it repeats and why not; then every effect acknowledged, a reason, and the order. */
export function ResendDialog({
  pack,
  chosen,
  onClose,
  onDone,
}: {
  pack: PackDetail;
  chosen: readonly Chosen[];
  onClose: () => void;
  /** Told how many messages were ordered. */
  onDone: (count: number) => void;
}) {
  const { t } = useWords(words);
  const [parts, setParts] = useState(chosen);
  const [address, setAddress] = useState<string | null>(null);
  const [acknowledged, setAcknowledged] = useState<readonly string[]>([]);
  // Stays in sight, with the reason that was typed, while it is made anew.
  const [planned, setPlanned] = useState<AnswerOf<'post', '/documents/{id}/resend/plan'> | null>(null);
  const plan = useCommand('post', '/documents/{id}/resend/plan');
  const start = useCommand('post', '/documents/{id}/resend', ['documents']);
  const order = (of: readonly Chosen[]) => ({
    parts: of.map(({ part, recipient }) => ({ part, recipient })),
    address: address?.trim() ?? null,
  });
  const look = (of: readonly Chosen[]) => {
    setAcknowledged([]);
    plan.mutate({ params: { id: pack.link }, body: order(of) }, { onSuccess: setPlanned });
  };
  if (planned === null) {
    return (
      <Choose
        pack={pack}
        parts={parts}
        address={address}
        onParts={setParts}
        onAddress={setAddress}
        pending={plan.isPending}
        error={plan.error}
        onPlan={() => look(parts)}
        onClose={onClose}
      />
    );
  }
  const ready =
    planned.refusals.length === 0 && planned.items.length > 0 && planned.items.every(({ name }) => acknowledged.includes(name));
  const allowed = parts.filter((one) => !planned.refusals.some((refusal) => keyOf(refusal) === keyOf(one)));
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('resend')}
      plan={
        <PlannedResend
          pack={pack}
          plan={planned}
          acknowledged={acknowledged}
          onAcknowledge={setAcknowledged}
          onBack={() => {
            start.reset();
            setPlanned(null);
          }}
          onDropRefused={
            allowed.length === 0 || planned.refusals.length === 0
              ? null
              : () => {
                  setParts(allowed);
                  look(allowed);
                }
          }
        />
      }
      planHash={planned.hash}
      confirm={t('send')}
      ready={ready}
      pending={start.isPending || plan.isPending}
      error={plan.error ?? start.error}
      onConfirm={({ reason }) =>
        start.mutate(
          {
            params: { id: pack.link },
            body: {
              ...order(parts),
              hash: planned.hash,
              documents: planned.items.flatMap(({ documents }) => documents.map(({ id }) => id)),
              acknowledge: [...acknowledged],
              reason,
            },
          },
          {
            onSuccess: ({ items }) => onDone(items.length),
            // What it is by now is shown before anybody can confirm again; what has changed stays in sight above it.
            onError: ({ code }) => {
              if (code === 'PLAN_CHANGED') look(parts);
            },
          },
        )
      }
    />
  );
}

function Choose({
  pack,
  parts,
  address,
  onParts,
  onAddress,
  pending,
  error,
  onPlan,
  onClose,
}: {
  pack: PackDetail;
  parts: readonly Chosen[];
  address: string | null;
  onParts: (parts: readonly Chosen[]) => void;
  onAddress: (address: string | null) => void;
  pending: boolean;
  error: ReturnType<typeof useCommand<'post', '/documents/{id}/resend/plan'>>['error'];
  onPlan: () => void;
  onClose: () => void;
}) {
  const { t, of } = useWords(words);
  const { t: say } = useWords(common);
  const nameOf = useRecipientName(pack.recipients);
  const offered = pack.parts.filter(({ state }) => state !== 'unneeded');
  return (
    <Modal opened onClose={onClose} title={t('resend')} size="lg" closeButtonProps={{ 'aria-label': say('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onPlan();
        }}
      >
        <Stack gap="sm">
          <Checkbox.Group
            label={t('whichParts')}
            value={parts.map(keyOf)}
            onChange={(keys) => onParts(offered.filter((part) => keys.includes(keyOf(part))))}
          >
            <Stack gap={6} mt={4}>
              {offered.map((part) => (
                <Group key={keyOf(part)} gap="xs">
                  <Checkbox value={keyOf(part)} label={`${of(part.title)} — ${nameOf(part.recipient)}`} />
                  <PartState state={part.state} />
                </Group>
              ))}
            </Stack>
          </Checkbox.Group>
          <Radio.Group
            label={t('whereTo')}
            value={address === null ? 'own' : 'other'}
            onChange={(value) => onAddress(value === 'own' ? null : '')}
          >
            <Stack gap={6} mt={4}>
              <Radio value="own" label={t('toOwn')} />
              <Radio value="other" label={t('toOther')} />
            </Stack>
          </Radio.Group>
          {address === null ? null : (
            <TextInput
              type="email"
              label={t('address')}
              description={t('addressHint')}
              value={address}
              onChange={(event) => onAddress(event.currentTarget.value)}
              autoComplete="off"
              required
            />
          )}
          <Text size="xs" c="dimmed">
            {t('byMail')}
          </Text>
          <ProblemAlert error={error} />
          <Group justify="flex-end" gap="xs">
            <Busy active={pending} />
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" loading={pending} disabled={parts.length === 0}>
              {t('showPlan')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
