import { z } from '@hono/zod-openapi';
import type { UserRow } from '../../store/accounts.ts';
import type { ListedSession } from '../../store/sessions.ts';
import { isRole, ROLES } from '../auth/permissions.ts';
import { iso, isoOrNull, moment } from './schemas.ts';

/** What the routes of the Access screen share. */
export const unitId = z.string().max(64).openapi({ example: 'unt_3q9w8e7r6t5y4u3i' });

export const roleHeld = z
  .strictObject({
    role: z.enum(ROLES),
    unit: unitId.nullable().openapi({ description: 'Over this unit and all below it; null for the whole hub' }),
  })
  .openapi('RoleHeld');

export const personSchema = z
  .object({
    id: z.string(),
    name: z.string().trim().min(1).max(120).openapi({ example: 'Соколова Анна' }),
    email: z.email().max(254).openapi({ example: 'anna@example.com' }),
    language: z.enum(['ru', 'en']),
    roles: z.array(roleHeld),
    disabledAt: moment.nullable().openapi({ description: 'A closed account cannot sign in' }),
    createdAt: moment,
  })
  .openapi('Person');

export const sessionSchema = z
  .object({
    id: z.string(),
    person: z.string(),
    name: z.string(),
    address: z.string().nullable().openapi({ example: '192.0.2.10' }),
    browser: z.string().nullable(),
    createdAt: moment,
    usedAt: moment.openapi({ description: 'To within five minutes' }),
    expiresAt: moment,
    current: z.boolean().openapi({ description: 'The one that asks' }),
  })
  .openapi('Session');

export const sessionView = (row: ListedSession, current: string | null) => ({
  id: row.id,
  person: row.userId,
  name: row.name,
  address: row.ipAddress || null,
  browser: row.userAgent || null,
  createdAt: iso(row.createdAt),
  usedAt: iso(row.updatedAt),
  expiresAt: iso(row.expiresAt),
  current: row.id === current,
});

export const personView = ({ id, name, email, language, disabledAt, createdAt, roles }: UserRow & { roles: Stored[] }) => ({
  id,
  name,
  email,
  language,
  roles: roles.flatMap(({ role, unit }) => (isRole(role) ? [{ role, unit }] : [])),
  disabledAt: isoOrNull(disabledAt),
  createdAt: iso(createdAt),
});

interface Stored {
  role: string;
  unit: string | null;
}
