import { Stack, Text } from '@mantine/core';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Value } from './diff.tsx';
import { useFieldNames } from './field-names.ts';
import { Money } from './numbers.tsx';
import { ScreenLink } from './screen-link.tsx';
import { inViewersZone } from './when.tsx';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
/** `12500.00|RUB`: an amount as Bitrix24 keeps it in a field of money. */
const AMOUNT = /^(-?\d+(?:\.\d+)?)\|([A-Z]{3})$/;

/** A value of a record as people read it: stages by name, dates by the viewer's habits, lists line by line, references as links. */
export function FieldValue({ field, value }: { field: string; value: unknown }) {
  const { stage } = useFieldNames();
  if (field === 'stage' && typeof value === 'string') return <>{stage(value)}</>;
  if (typeof value === 'string') return <Plain text={value} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return <Value value={null} />;
    return (
      <Stack gap={2}>
        {value.map((element, index) => (
          // Elements have no key of their own here; the list is shown anew as a whole.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={index}>
            <FieldValue field="" value={element} />
          </div>
        ))}
      </Stack>
    );
  }
  if (typeof value === 'object' && value !== null) return <Parts value={value as { [name: string]: unknown }} />;
  return <Value value={value} />;
}

function Plain({ text }: { text: string }) {
  const [, amount, currency] = AMOUNT.exec(text) ?? [];
  if (amount !== undefined && currency !== undefined) return <Money amount={amount} currency={currency} />;
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) {
    return <>{inDayWords(Number(year), Number(month), Number(day))}</>;
  }
  if (MOMENT.test(text) && !Number.isNaN(Date.parse(text))) return <>{inViewersZone(new Date(text))}</>;
  return <Value value={text} />;
}

const inDayWords = (year: number, month: number, day: number) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, day),
  );

function Parts({ value }: { value: { [name: string]: unknown } }) {
  const { t } = useWords(common);
  const link = value['$link'];
  if (typeof link === 'string') return <ScreenLink to={`/deals/${link}`}>{t('linkedRecord')}</ScreenLink>;
  const { name, price, quantity, amount, currency } = value;
  if ((typeof amount === 'string' || typeof amount === 'number') && typeof currency === 'string') {
    return <Money amount={String(amount)} currency={currency} />;
  }
  if (typeof name === 'string' && price !== undefined) {
    return (
      <>
        {name}{' '}
        <Text span c="dimmed">
          {String(price)}
          {quantity === undefined || quantity === null || String(quantity) === '1' ? '' : ` × ${String(quantity)}`}
        </Text>
      </>
    );
  }
  return (
    <>
      {Object.entries(value)
        .filter(([, part]) => part !== null && part !== '')
        .map(([part, inner]) => `${part}: ${typeof inner === 'object' ? JSON.stringify(inner) : String(inner)}`)
        .join(', ')}
    </>
  );
}
