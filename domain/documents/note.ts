import type { DocumentCategory } from '../booking/ports.ts';
import type { Sentence } from '../errors.ts';
import { CATEGORY_WORDS } from './words.ts';

export interface Proof {
  kind: 'first' | 'update' | 'resend';
  part: Sentence;
  files: readonly { name: string; no: number }[];
  /** Whose part it is: `payer`, or a tourist. */
  recipient: string;
  /** As the channel knows it. */
  address: string;
  channel: string;
  /** `23.11.2026 03:12` in the zone of the unit. */
  at: string;
  /** Why it was sent again. */
  reason: string | null;
}

const HEADS: { readonly [kind in Proof['kind']]: string } = {
  first: 'Документы отправлены',
  update: 'Отправлена новая версия документов',
  resend: 'Документы отправлены повторно',
};
const CHANNELS: { readonly [channel: string]: string } = { email: 'почта', sms: 'ссылкой по СМС', messenger: 'мессенджер' };

/** What the deal says of a message that has left: what went where and when. The desk works in Russian. */
export function noteText({ kind, part, files, recipient, address, channel, at, reason }: Proof): string {
  const lines = [
    `${HEADS[kind]}: ${part.ru}`,
    ...files.map(({ name, no }) => `• ${name}${no > 1 ? ` (версия ${no})` : ''}`),
    `Кому: ${recipient === 'payer' ? 'покупатель' : 'турист'}, ${address} (${CHANNELS[channel] ?? channel})`,
    `Когда: ${at}`,
    ...(reason === null ? [] : [`Причина: ${reason}`]),
  ];
  return lines.join('\n');
}

/** Which documents have changed, for the letter that says so. */
export function movedWords(documents: readonly { category: DocumentCategory }[], language: 'ru' | 'en'): string {
  return [...new Set(documents.map(({ category }) => CATEGORY_WORDS[category][language]))].join(', ');
}
