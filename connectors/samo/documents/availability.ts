import type { Availability } from '../../../domain/booking/ports.ts';
import type { Sentence } from '../../../domain/errors.ts';

type Kept = Exclude<Availability, { state: 'ready' }>;
type Rule = readonly [state: Kept['state'], ru: string, en: string];

/**
 * Why a document cannot be had, by SAMO's number. 1000045 and 1000046 as waits are an assumption; 3500 and 102 are not reasons of a row but of an
 * attempt to have it made.
 */
const REASONS: { [code: string]: Rule } = {
  1000038: ['failure', 'Печать документа запрещена', 'Printing is forbidden'],
  1000040: ['waits', 'Заявка не подтверждена', 'The claim is not confirmed'],
  1000042: ['waits', 'Тур ещё не завершён', 'The tour has not ended'],
  1000043: ['waits', 'Виза не получена', 'The visa has not been received'],
  1000044: ['waits', 'Документ не готов', 'The document is not ready'],
  1000045: ['waits', 'Документ выдаётся ближе к началу тура', 'The document is given out closer to the tour'],
  1000046: ['waits', 'Документ не готов', 'The document is not ready'],
  1000047: ['final', 'Срок получения документа истёк', 'The term for the document is over'],
  1000049: ['waits', 'Заявка не оплачена', 'The claim is not paid'],
  1000050: ['final', 'Документ отключён', 'The document is switched off'],
  1000052: ['final', 'Документ выдают в офисе', 'The document is collected at the office'],
  3500: ['waits', 'Документ готовится', 'The document is being made'],
  102: ['waits', 'Документ готовится', 'The document is being made'],
};

const UNKNOWN: Rule = [
  'failure',
  'САМО не выдаёт документ по неизвестной причине',
  'SAMO withholds the document, for an unknown reason',
];
const EXTERNAL: Rule = ['final', 'Документ выдаёт другая система', 'Another system gives out this document'];

/** What stands in the way; total: a number that nobody knows needs a person. @param daysBefore  where the document waits for the tour */
export function kept(code: string, daysBefore: number | null = null): Kept {
  const [state, ru, en] =
    (Object.hasOwn(REASONS, code) ? REASONS[code] : undefined) ?? (code === 'EXTERNAL' ? EXTERNAL : UNKNOWN);
  const message: Sentence = { ru: `${ru}.`, en: `${en}.` };
  return { state, code, message, daysBefore };
}

const codesOf = (wanted: (state: Kept['state']) => boolean) =>
  Object.entries(REASONS).flatMap(([code, [state]]) => (wanted(state) ? [code] : []));

export const WAITING_REASONS: readonly string[] = codesOf((state) => state === 'waits');
export const REFUSING_REASONS: readonly string[] = codesOf((state) => state !== 'waits');
