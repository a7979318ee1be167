import { Alert, List } from '@mantine/core';
import type { AnswerOf } from '../../api/types.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { words } from './words.ts';

/** To whom a test is on its way, or that there is nobody. */
export function TestedNotice({ items }: { items: AnswerOf<'post', '/alert-rules/{kind}/test'>['items'] }) {
  const { t } = useWords(words);
  if (items.length === 0) return <Alert color="orange">{t('testedNobody')}</Alert>;
  return (
    <Alert color="green" title={t('tested')} role="status">
      <List size="sm">
        {items.map(({ delivery, to }) => (
          <List.Item key={delivery}>{to}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
