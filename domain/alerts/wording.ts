import type { Sentence } from '../errors.ts';
import { type RuleKind, ruleOf } from './rules.ts';

/** The part of an alert that its words are made of. */
export interface Worded {
  kind: RuleKind;
  /** What people call the subject. */
  name: Sentence;
  figure: number;
  /** What the hub said when it happened, where it said something. */
  cause: Sentence | null;
}

/** One line about an alert. */
export function wordingOf({ kind, name, figure, cause }: Worded): Sentence {
  const { ru, en } = figureOf(kind, figure);
  const { title } = ruleOf(kind);
  const line = (head: string, subject: string, what: string, why: string | undefined) =>
    `${head}: ${subject}${what === '' ? '' : `, ${what}`}${why === undefined ? '' : `. ${why}`}`;
  return { ru: line(title.ru, name.ru, ru, cause?.ru), en: line(title.en, name.en, en, cause?.en) };
}

function figureOf(kind: RuleKind, figure: number): Sentence {
  switch (kind) {
    case 'connection_stopped':
    case 'breaker_open':
    case 'job_halted':
      return { ru: '', en: '' };
    case 'dead_letters':
      return { ru: ru(figure, ['событие', 'события', 'событий']), en: en(figure, 'event') };
    case 'tasks_overdue':
      return { ru: `дольше всего ${ru(figure, ['час', 'часа', 'часов'])}`, en: `the oldest for ${en(figure, 'hour')}` };
    case 'drift':
      return { ru: ru(figure, ['запись', 'записи', 'записей']), en: en(figure, 'record') };
    case 'keys_damaged':
      return { ru: ru(figure, ['строка', 'строки', 'строк']), en: en(figure, 'row') };
    case 'token_stale':
      return { ru: `не обновлялся ${ru(figure, ['день', 'дня', 'дней'])}`, en: `not renewed for ${en(figure, 'day')}` };
    default:
      return { ru: `дольше всего ${ru(figure, ['минуту', 'минуты', 'минут'])}`, en: `the oldest for ${en(figure, 'minute')}` };
  }
}

const en = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** 1 событие, 2 события, 5 событий. */
export function ru(count: number, [one, few, many]: readonly [string, string, string]): string {
  const tens = count % 100;
  const ones = count % 10;
  if (tens >= 11 && tens <= 14) return `${count} ${many}`;
  if (ones === 1) return `${count} ${one}`;
  return `${count} ${ones >= 2 && ones <= 4 ? few : many}`;
}
