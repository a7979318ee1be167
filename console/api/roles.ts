import type { ItemOf } from './types.ts';

export type Role = ItemOf<'/people'>['roles'][number]['role'];

/** In the order in which people look for them. */
export const ROLES: readonly Role[] = [
  'crm_admin',
  'operations',
  'agent',
  'case_owner',
  'registrar',
  'head',
  'finance',
  'marketer',
  'quality',
  'auditor',
  'viewer',
];
