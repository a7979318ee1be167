import { Alert, Button, Checkbox, Group, List, Paper, Stack, Text } from '@mantine/core';
import type { AnswerOf } from '../../api/types.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { When } from '../../ui/when.tsx';
import { type PackDetail, useRecipientName } from './part-state.tsx';
import { words } from './words.ts';

type Plan = AnswerOf<'post', '/documents/{id}/resend/plan'>;
type Item = Plan['items'][number];

/** What would go to whom, what it repeats, what to mind, and what is refused; each message is acknowledged by itself. */
export function PlannedResend({
  pack,
  plan,
  acknowledged,
  onAcknowledge,
  onBack,
  onDropRefused,
}: {
  pack: PackDetail;
  plan: Plan;
  acknowledged: readonly string[];
  onAcknowledge: (names: readonly string[]) => void;
  onBack: () => void;
  onDropRefused: (() => void) | null;
}) {
  const { t, of } = useWords(words);
  const nameOf = useRecipientName(pack.recipients);
  const titleOf = (name: string) => pack.parts.find(({ part }) => part === name)?.title;
  return (
    <Stack gap="xs">
      {plan.refusals.length === 0 ? null : (
        <Alert color="red" icon={<Icon name="stop" />} title={t('refused')} role="alert">
          <List size="sm" listStyleType="none">
            {plan.refusals.map(({ code, part, recipient, message }) => {
              const title = titleOf(part);
              return (
                <List.Item key={`${part} ${recipient} ${code}`} data-refusal={code}>
                  <b>{title === undefined ? part : of(title)}</b>, {nameOf(recipient)}: {of(message)}
                </List.Item>
              );
            })}
          </List>
          <Text size="xs" mt={4}>
            {t('refusedWhole')}
          </Text>
        </Alert>
      )}
      {plan.items.map((item) => (
        <Planned
          key={item.name}
          pack={pack}
          item={item}
          acknowledged={acknowledged.includes(item.name)}
          // What is refused as a whole needs no word of anybody.
          asked={plan.refusals.length === 0}
          onAcknowledge={(yes) =>
            onAcknowledge(yes ? [...acknowledged, item.name] : acknowledged.filter((name) => name !== item.name))
          }
        />
      ))}
      <Group gap="xs">
        <Button variant="default" size="compact-xs" onClick={onBack}>
          {t('changeChoice')}
        </Button>
        {onDropRefused === null ? null : (
          <Button variant="light" size="compact-xs" onClick={onDropRefused}>
            {t('dropRefused')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Planned({
  pack,
  item,
  acknowledged,
  asked,
  onAcknowledge,
}: {
  pack: PackDetail;
  item: Item;
  acknowledged: boolean;
  asked: boolean;
  onAcknowledge: (yes: boolean) => void;
}) {
  const { t, of } = useWords(words);
  const nameOf = useRecipientName(pack.recipients);
  const last = pack.sends.findLast(
    ({ part, recipient, state }) => part === item.part && recipient === item.recipient && state !== 'cancelled',
  );
  return (
    <Paper withBorder p="xs" role="group" aria-label={of(item.title)}>
      <Stack gap={4}>
        <Text fw={600}>
          {of(item.title)} → {nameOf(item.recipient)}, {item.address}
        </Text>
        <Text>
          {counted(item.documents.map(({ title, no }) => (no === 1 ? of(title) : `${of(title)} (${t('versionNo', { no })})`))) ||
            t('filesLater')}
        </Text>
        <Text size="xs" c="dimmed">
          {last === undefined ? (
            t('neverSent')
          ) : (
            <>
              {t('repeats')} <When at={last.orderedAt} />
              {item.resends > 0 ? ` · ${t('resentTimes', { count: item.resends })}` : ''}
            </>
          )}
        </Text>
        {item.warnings.map(({ code, message }) => (
          <Text key={code} c="var(--mantine-color-orange-light-color)">
            <Icon name="warning" size={14} /> {of(message)}
          </Text>
        ))}
        {asked ? (
          <Checkbox
            label={t('acknowledge', { part: of(item.title), address: item.address })}
            checked={acknowledged}
            onChange={(event) => onAcknowledge(event.currentTarget.checked)}
          />
        ) : null}
      </Stack>
    </Paper>
  );
}

/** Documents of one name are one for each tourist: `Медицинская страховка ×2, Ваучер`. */
function counted(names: readonly string[]): string {
  return [...new Set(names)]
    .map((name) => {
      const count = names.filter((one) => one === name).length;
      return count === 1 ? name : `${name} ×${count}`;
    })
    .join(', ');
}
