import { Badge, Group, Text } from '@mantine/core';
import type { AnswerOf, ItemOf } from '../../api/types.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

export type Pack = ItemOf<'/documents'>;
export type PackDetail = AnswerOf<'get', '/documents/{id}'>;
export type Part = Pack['parts'][number];

const COLORS: { [state in Part['state']]: string } = {
  not_yet: 'gray',
  waiting: 'yellow',
  ready: 'blue',
  sending: 'blue',
  sent: 'green',
  changed: 'orange',
  unknown: 'orange',
  stopped: 'gray',
  failed: 'red',
  unneeded: 'gray',
};

export function PartState({ state, short }: { state: Part['state']; short?: string }) {
  const { code } = useWords(words);
  const word = code('part', state);
  return (
    <Badge color={COLORS[state]} {...(short === undefined ? {} : { title: word })}>
      {short === undefined ? word : `${short}: ${word}`}
    </Badge>
  );
}

/** How late a part is; nothing where nothing is due. */
export function Lateness({ part: { level, dueAt } }: { part: Part }) {
  const { t, code } = useWords(words);
  if (dueAt === null) return null;
  return (
    <Group gap={4}>
      {level === 'none' ? null : <Badge color={level === 'warning' ? 'yellow' : 'red'}>{code('level', level)}</Badge>}
      <Text size="xs" c="dimmed">
        {t('due')} <When at={dueAt} />
      </Text>
    </Group>
  );
}

/** Why a part stands as it does, a line for each reason. */
export function Reasons({ reasons }: Pick<Part, 'reasons'>) {
  const { t, of } = useWords(words);
  return (
    <>
      {reasons.map(({ code, sentence, detail }) => (
        <Text key={`${code} ${sentence.en}`}>
          {of(sentence)}
          {detail === undefined ? null : (
            <Text span size="xs" c="dimmed">
              {' '}
              {t('bookingCode', { code: detail })}
            </Text>
          )}
        </Text>
      ))}
    </>
  );
}

const PACKS = { open: 'blue', complete: 'green', stopped: 'gray' } as const;

export function PackState({ state, attention }: Pick<Pack, 'state' | 'attention'>) {
  const { t, code } = useWords(words);
  return (
    <Group gap={4}>
      <Badge color={PACKS[state]}>{code('pack', state)}</Badge>
      {attention ? <Badge color="orange">{t('attentionBadge')}</Badge> : null}
    </Group>
  );
}

/** Whose part it is: the payer, or one of the tourists, by the initials that may be shown. */
export function useRecipientName(recipients: PackDetail['recipients'] = null): (recipient: string) => string {
  const { t } = useWords(words);
  return (recipient) => {
    const name = recipients?.find((one) => one.recipient === recipient)?.name ?? null;
    const who = recipient === 'payer' ? t('payer') : t('tourist');
    return name === null ? who : `${who} ${name}`;
  };
}
