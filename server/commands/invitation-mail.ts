import { isHubError } from '../../domain/errors.ts';
import { listAccounts, postDelivery } from '../../store/deliveries.ts';
import type { ListedInvitation } from '../../store/invitations.ts';
import { writeLetter } from '../../store/letters.ts';
import type { ServerDeps } from '../deps.ts';

/**
 * Writes the link of an invitation to the person invited, by the template `invitation`, where the hub has an account that sends e-mail.
 * @returns whether it is on its way; otherwise the inviter hands the link over
 */
export async function mailInvitation(
  { db, vault, registry, renderer, log }: Pick<ServerDeps, 'db' | 'vault' | 'registry' | 'renderer' | 'log'>,
  invitation: ListedInvitation,
  link: string,
  now: Date,
): Promise<boolean> {
  const accounts = await listAccounts(db, (system) => registry[system]?.sends);
  if (!accounts.some(({ channel, ready }) => channel === 'email' && ready)) return false;
  const written = await writeLetter(db, renderer, {
    name: 'invitation',
    kind: 'email',
    language: invitation.language,
    data: { invitation: { name: invitation.name, url: link } },
    at: now,
  }).catch((error: unknown) => {
    if (!isHubError(error)) throw error;
    log.warn({ invitation: invitation.id, code: error.code, detail: error.detail }, 'an invitation could not be written');
    return null;
  });
  if (written === null) return false;
  const { kind: _, ...letter } = written.rendered;
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
      template: written.template,
      content: { ...letter, data: {} },
    },
    now,
  );
  return true;
}
