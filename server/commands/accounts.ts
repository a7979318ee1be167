import { randomInt } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import {
  changeUser,
  countUsers,
  createUser,
  getUser,
  othersHolding,
  rolesOf,
  type StoredRole,
  setPassword,
  setRoles,
  type UserRow,
  userByEmail,
} from '../../store/accounts.ts';
import type { Database, Db } from '../../store/database.ts';
import { acceptInvitation, invite, type ListedInvitation } from '../../store/invitations.ts';
import { endSessions } from '../../store/sessions.ts';
import { getUnit } from '../../store/units.ts';
import { holdName } from '../../store/waking.ts';
import { weaknessOf } from '../auth/password.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';

interface Deps {
  db: Database;
  now: () => Date;
}

const INVITATION_MS = 3 * 24 * 3_600_000;
const ADMIN = { role: 'crm_admin', unit: null };
const ADMIN_EMAIL = 'admin@example.org';

export const unknownPerson = () => notFound('PERSON_UNKNOWN', 'Такого человека нет.', 'There is no such person.');

/**
 * Invites a person who has no account yet.
 * @returns the invitation, and the token of its link, which cannot be had again
 * @throws HubError `conflict` when the address has an account
 */
export async function invitePerson(
  { db, now }: Deps,
  by: string,
  person: { email: string; name: string; language: UserRow['language']; roles: StoredRole[] },
): Promise<{ row: ListedInvitation; token: string }> {
  return db.transaction(async (tx) => {
    await checkUnits(tx, person.roles);
    if (await userByEmail(tx, person.email)) {
      throw conflict('PERSON_EXISTS', 'У этой почты уже есть учётная запись.', 'This e-mail has an account already.');
    }
    return invite(tx, { ...person, invitedBy: by, expiresAt: new Date(now().getTime() + INVITATION_MS) });
  });
}

/**
 * Opens the account that an invitation promises, with the password that its owner has chosen.
 * @throws InvalidRequest for a weak password, which does not use the invitation up; HubError `not_found` for a link that leads nowhere any more
 */
export async function acceptInvite({ db, now }: Deps, token: string, password: string): Promise<UserRow> {
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    const invitation = await acceptInvitation(tx, token, now());
    if (!invitation) {
      throw notFound(
        'INVITATION_UNKNOWN',
        'Приглашение не найдено, использовано или устарело. Попросите новое.',
        'The invitation is unknown, used or too old. Ask for a new one.',
      );
    }
    const weakness = weaknessOf(password, invitation);
    if (weakness !== null) throw new InvalidRequest([{ path: 'password', message: weakness }], 'PASSWORD_WEAK');
    const user = await createUser(tx, { ...invitation, passwordHash });
    if (!user) throw conflict('PERSON_EXISTS', 'У этой почты уже есть учётная запись.', 'This e-mail has an account already.');
    await setRoles(tx, user.id, invitation.roles);
    return user;
  });
}

/**
 * Decides what a person is. Ends that person's sessions: what is seen from then on is seen with the new rights.
 * @throws HubError `conflict` when nobody would be left to administer the hub
 */
export async function changeRoles({ db }: Deps, id: string, roles: StoredRole[]): Promise<void> {
  await db.transaction(async (tx) => {
    await holdName(tx, 'roles');
    if (!(await getUser(tx, id))) throw unknownPerson();
    await checkUnits(tx, roles);
    if (!roles.some(isAdmin)) await keepAnAdmin(tx, id);
    await setRoles(tx, id, roles);
    await endSessions(tx, id);
  });
}

/** Closes or opens an account. A closed one is signed out everywhere and cannot sign in. @throws HubError `conflict` as above */
export async function closeAccount({ db, now }: Deps, id: string, closed: boolean): Promise<void> {
  await db.transaction(async (tx) => {
    await holdName(tx, 'roles');
    const user = await getUser(tx, id);
    if (!user) throw unknownPerson();
    if (closed) await keepAnAdmin(tx, id);
    await changeUser(tx, id, { disabledAt: closed ? (user.disabledAt ?? now()) : null });
    if (closed) await endSessions(tx, id);
  });
}

/** Makes the first account of a hub that has none. @returns its password, or null when somebody has an account already */
export async function firstAdmin({ db }: Pick<Deps, 'db'>): Promise<{ email: string; password: string } | null> {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    await holdName(tx, 'roles');
    if ((await countUsers(tx)) > 0) return null;
    const user = await createUser(tx, { email: ADMIN_EMAIL, name: 'Администратор', language: 'ru', passwordHash });
    if (!user) return null;
    await setRoles(tx, user.id, [ADMIN]);
    return { email: ADMIN_EMAIL, password };
  });
}

/** The way back in when every administrator is locked out: the first account gets a new password, its role and its openness back. */
export async function resetAdmin({ db }: Pick<Deps, 'db'>): Promise<{ email: string; password: string }> {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  return db.transaction(async (tx) => {
    await holdName(tx, 'roles');
    const user =
      (await userByEmail(tx, ADMIN_EMAIL)) ??
      (await createUser(tx, { email: ADMIN_EMAIL, name: 'Администратор', language: 'ru', passwordHash }));
    if (!user) throw new Error('the account of the administrator was not stored');
    await setPassword(tx, user.id, passwordHash);
    await changeUser(tx, user.id, { disabledAt: null });
    await setRoles(tx, user.id, [...(await rolesOf(tx, user.id)).filter((held) => !isAdmin(held)), ADMIN]);
    await endSessions(tx, user.id);
    return { email: ADMIN_EMAIL, password };
  });
}

const isAdmin = ({ role, unit }: StoredRole) => role === ADMIN.role && unit === null;

async function keepAnAdmin(db: Db, besides: string): Promise<void> {
  if (!(await rolesOf(db, besides)).some(isAdmin) || (await othersHolding(db, ADMIN.role, besides)) > 0) return;
  throw conflict(
    'LAST_ADMIN',
    'Это последний администратор: сначала назначьте другого.',
    'This is the last administrator: appoint another one first.',
  );
}

async function checkUnits(db: Db, roles: readonly StoredRole[]): Promise<void> {
  const unknown = [];
  for (const [index, { unit }] of roles.entries()) {
    if (unit !== null && !(await getUnit(db, unit)))
      unknown.push({ path: `roles.${index}.unit`, message: 'there is no such unit' });
  }
  if (unknown.length > 0) throw new InvalidRequest(unknown);
}

/** Letters and digits that are not mistaken for each other when read aloud or from a screen: 20 of them, about 100 bits. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
function newPassword(): string {
  const groups = Array.from({ length: 4 }, () => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''));
  return groups.join('-');
}
