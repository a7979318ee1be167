import { Badge, Stack, Text } from '@mantine/core';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { FieldValue } from '../../ui/field-value.tsx';
import { Money } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { When } from '../../ui/when.tsx';
import { type PackDetail, useRecipientName } from './part-state.tsx';
import { words } from './words.ts';

/** The claim behind a pack: money, days, people, by which rules it goes, when it is looked at again, and what people are asked. */
export function About({ pack }: { pack: PackDetail }) {
  const { t, of, code } = useWords(words);
  const { t: say } = useWords(common);
  const nameOf = useRecipientName(pack.recipients);
  const open = pack.tasks.filter(({ state }) => state !== 'closed');
  return (
    <Stack gap="sm">
      {open.length === 0 ? null : (
        <Panel title={t('tasks')}>
          {open.map(({ id, title, openedAt }) => (
            <Text key={id}>
              <ScreenLink to={`/tasks/${id}`}>{of(title)}</ScreenLink>{' '}
              <Text span size="xs" c="dimmed">
                <When at={openedAt} relative />
              </Text>
            </Text>
          ))}
        </Panel>
      )}
      <Panel title={t('about')}>
        <Facts>
          <Fact label={say('payer')}>{pack.payer ?? '—'}</Fact>
          <Fact label={t('price')}>
            <Money amount={pack.price.sum} currency={pack.price.currency} />
          </Fact>
          <Fact label={t('paid')}>
            <Money amount={pack.paid.sum} currency={pack.paid.currency} />{' '}
            <Badge color={pack.payment === 'fully' ? 'green' : 'yellow'}>{code('payment', pack.payment)}</Badge>
          </Fact>
          <Fact label={t('startsOn')}>
            <FieldValue field="" value={pack.startsOn} />
          </Fact>
          <Fact label={t('endsOn')}>
            <FieldValue field="" value={pack.endsOn} />
          </Fact>
          <Fact label={t('policy')}>
            {pack.policy === null ? t('noPolicy') : t('policyOf', { name: pack.policy.name, version: pack.policy.version })}
          </Fact>
          <Fact label={t('lookedAt')}>
            <When at={pack.lookedAt} relative />
          </Fact>
          {pack.wakeAt === null ? null : (
            <Fact label={t('wakeAt')}>
              <When at={pack.wakeAt} />
              {pack.wakeFor === null ? null : (
                <Text size="xs" c="dimmed">
                  {of(pack.wakeFor)}
                </Text>
              )}
            </Fact>
          )}
        </Facts>
      </Panel>
      <Panel title={t('recipients')}>
        {pack.recipients === null ? (
          <Text c="dimmed">{t('erased')}</Text>
        ) : (
          pack.recipients.map(({ recipient, email, phone }) => (
            <Text key={recipient}>
              <Text span c="dimmed">
                {nameOf(recipient)}:
              </Text>{' '}
              {[email, phone].filter((one) => one !== null).join(', ') || t('noAddress')}
            </Text>
          ))
        )}
      </Panel>
    </Stack>
  );
}
