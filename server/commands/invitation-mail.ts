import { listAccounts, postDelivery } from '../../store/deliveries.ts';
import type { ListedInvitation } from '../../store/invitations.ts';
import type { ServerDeps } from '../deps.ts';

const TEMPLATE = { name: 'invitation', version: 1 };

/**
 * Writes the link of an invitation to the person invited, where the hub has an account that sends e-mail.
 * @returns whether it is on its way; otherwise the inviter hands the link over
 */
export async function mailInvitation(
  { db, vault, registry }: Pick<ServerDeps, 'db' | 'vault' | 'registry'>,
  invitation: ListedInvitation,
  link: string,
  now: Date,
): Promise<boolean> {
  const accounts = await listAccounts(db, (system) => registry[system]?.sends);
  if (!accounts.some(({ channel, ready }) => channel === 'email' && ready)) return false;
  const { subject, text } = WORDS[invitation.language](invitation.name, link);
  await postDelivery(
    db,
    vault,
    accounts,
    {
      key: `invitation:${invitation.id}`,
      class: 'service',
      process: 'accounts',
      subject: invitation.id,
      unitId: null,
      to: { personId: null, addresses: { email: invitation.email } },
      template: TEMPLATE,
      content: { subject, text, html: null, data: {} },
    },
    now,
  );
  return true;
}

const WORDS: { [language in ListedInvitation['language']]: (name: string, link: string) => { subject: string; text: string } } = {
  ru: (name, link) => ({
    subject: 'Приглашение в Узел',
    text: [
      `Здравствуйте, ${name}!`,
      `Вас приглашают в Узел. Откройте ссылку и задайте пароль: ${link}`,
      'Ссылка действует три дня и сработает один раз. Если вы не ждали приглашения, ничего делать не нужно.',
    ].join('\n\n'),
  }),
  en: (name, link) => ({
    subject: 'Your invitation to Uzel',
    text: [
      `Hello, ${name}.`,
      `You are invited to Uzel. Open this link and choose a password: ${link}`,
      'The link works for three days, once. If you did not expect an invitation, there is nothing to do.',
    ].join('\n\n'),
  }),
};
