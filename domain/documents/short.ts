import type { Passed } from '../delivery/types.ts';
import type { Sentence } from '../errors.ts';
import type { SentPart } from './types.ts';

const HEADS: { readonly [kind in SentPart['kind']]: (number: string) => Sentence } = {
  first: (number) => ({ ru: `Документы по заявке ${number}`, en: `Documents for booking ${number}` }),
  update: (number) => ({ ru: `Новые документы по заявке ${number}`, en: `New documents for booking ${number}` }),
  resend: (number) => ({ ru: `Ещё раз документы по заявке ${number}`, en: `Once more: documents for booking ${number}` }),
};

/** The SMS that goes where no letter can: what it is about, and where the files are. Under four parts of 67 letters for any usual address. */
export function shortText(kind: SentPart['kind'], number: string, url: string, language: 'ru' | 'en'): string {
  const code = { ru: 'Код для входа пришлём на этот номер.', en: 'We send the code to this phone.' }[language];
  return `${HEADS[kind](number)[language]}: ${url} ${code}`;
}

/** Why a part went as a link by SMS, and not as a letter. */
export function linkReason(passed: readonly Passed[]): Sentence {
  const block = passed.find(({ channel }) => channel === 'email')?.reason;
  const why = (block && BLOCKS[block]) ?? { ru: 'письмо не дошло', en: 'the letter did not arrive' };
  return { ru: `${why.ru}: отправлено ссылкой по СМС`, en: `${why.en}: sent as a link by SMS` };
}

const BLOCKS: { readonly [block in Passed['reason']]?: Sentence } = {
  no_address: { ru: 'нет почты', en: 'no e-mail' },
  bounced: { ru: 'с этой почты письма возвращаются', en: 'mail to this address comes back' },
  opted_out: { ru: 'получатель отказался от писем', en: 'the recipient does not want e-mail' },
  no_account: { ru: 'почта не подключена', en: 'no mail account is connected' },
  too_large: { ru: 'файлы слишком велики для письма', en: 'the files are too large for a letter' },
};
