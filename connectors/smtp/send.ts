import { HubError } from '../../domain/errors.ts';
import type { Fields } from '../../domain/json.ts';
import type { Write } from '../sdk/contract.ts';
import { SEND_TIMEOUT_MS, type SmtpClient } from './client.ts';

/** The name under which a letter is known everywhere, made of the message's own key: a repeat bears the same one. */
export function messageIdOf(key: string, from: string): string {
  return `${key.replace(/[^A-Za-z0-9._-]+/g, '.')}@${from.slice(from.lastIndexOf('@') + 1)}`;
}

/**
 * Hands a letter to the mail server. SMTP cannot be asked afterwards what it took, so that an unknown outcome is a person's to settle.
 * Input: `to`, `subject`, `text`, `html`, `class`, and files to attach.
 */
export const sendLetter: Write<SmtpClient> = {
  retry: 'manual',
  settleMs: 0,
  timeoutMs: SEND_TIMEOUT_MS,
  async perform(client, { fields, files = [] }, key) {
    const messageId = messageIdOf(key, client.options.from);
    await client.send({
      messageId,
      to: textOf(fields, 'to'),
      subject: textOf(fields, 'subject'),
      text: textOf(fields, 'text'),
      html: typeof fields['html'] === 'string' ? fields['html'] : null,
      automatic: fields['class'] !== 'answer',
      files,
    });
    return { externalId: messageId, revision: null, readBack: null };
  },
  find: async () => null,
};

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new HubError({
    code: 'SMTP_LETTER_INCOMPLETE',
    kind: 'validation',
    userMessage: { ru: 'В письме не хватает адреса, темы или текста', en: 'The letter lacks address, subject or text' },
    detail: name,
  });
}
