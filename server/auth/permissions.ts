/** What a person may be at the desk. Roles add up; each is held over the whole hub or over one unit and all below it. */
export const ROLES = [
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
] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (name: string): name is Role => (ROLES as readonly string[]).includes(name);

/**
 * How far a permission reaches.
 * - `records`: answers hold records of units; a route filters them by `c.var.scope`;
 * - `common`: nothing in the answer belongs to a unit; whoever holds a role that has it may;
 * - `hub`: it touches everybody; only a role held over the whole hub gives it.
 */
type Reach = 'records' | 'common' | 'hub';

interface Rule {
  reach: Reach;
  roles: readonly Role[];
  /** Reading is itself written to the audit. */
  sensitive?: true;
}

const ALL = ROLES;
const ADMIN = ['crm_admin'] as const;
const OPERATORS = ['crm_admin', 'operations'] as const;
const OVERSEERS = ['crm_admin', 'operations', 'auditor'] as const;
const ONLOOKERS = ['crm_admin', 'operations', 'head', 'quality', 'auditor', 'viewer'] as const;
const DESK = ['operations', 'agent', 'case_owner', 'registrar', 'head', 'finance', 'quality', 'auditor'] as const;

/** Who may do what: the only place. A route names one of these; the roles that hold it stand beside it. */
export const PERMISSIONS = {
  'me.read': { reach: 'common', roles: ALL },
  'me.change': { reach: 'common', roles: ALL },
  'overview.read': { reach: 'records', roles: ALL },

  'connections.read': { reach: 'records', roles: ONLOOKERS },
  'connections.manage': { reach: 'records', roles: ADMIN },
  'connections.operate': { reach: 'records', roles: OPERATORS },

  'links.read': { reach: 'records', roles: ['crm_admin', 'viewer', ...DESK] },
  'links.operate': { reach: 'records', roles: ['crm_admin', 'operations', 'agent', 'finance'] },
  'people.search': {
    reach: 'records',
    roles: ['crm_admin', 'operations', 'agent', 'case_owner', 'registrar', 'head', 'finance', 'quality'],
    sensitive: true,
  },
  'personal.reveal': {
    reach: 'records',
    roles: ['operations', 'agent', 'case_owner', 'head', 'finance', 'quality'],
    sensitive: true,
  },

  'events.read': { reach: 'records', roles: OVERSEERS },
  'events.replay': { reach: 'records', roles: OPERATORS },
  'effects.read': { reach: 'records', roles: [...OVERSEERS, 'finance'] },
  'tasks.read': { reach: 'records', roles: [...ONLOOKERS, 'agent', 'finance'] },
  'tasks.decide': { reach: 'records', roles: [...OPERATORS, 'agent', 'finance'] },
  'jobs.read': { reach: 'records', roles: OVERSEERS },
  'jobs.run': { reach: 'records', roles: OPERATORS },

  'mappings.read': { reach: 'common', roles: ONLOOKERS },
  'mappings.edit': { reach: 'hub', roles: ADMIN },
  'mappings.publish': { reach: 'hub', roles: ADMIN },
  'routes.read': { reach: 'records', roles: OVERSEERS },
  'routes.manage': { reach: 'records', roles: ADMIN },

  'drift.read': { reach: 'records', roles: ONLOOKERS },
  'drift.run': { reach: 'records', roles: OPERATORS },
  'schedules.read': { reach: 'hub', roles: OVERSEERS },
  'schedules.operate': { reach: 'hub', roles: OPERATORS },
  'alerts.read': { reach: 'records', roles: [...OVERSEERS, 'head'] },
  'alerts.manage': { reach: 'hub', roles: OPERATORS },
  'deliveries.read': { reach: 'records', roles: [...OVERSEERS, 'agent', 'finance', 'head', 'marketer'] },
  'deliveries.cancel': { reach: 'records', roles: ['operations', 'finance', 'head'] },
  'shares.read': { reach: 'records', roles: ['crm_admin', ...DESK] },
  'shares.manage': { reach: 'records', roles: ['operations', 'agent', 'finance', 'head'] },
  'channels.read': { reach: 'common', roles: [...ONLOOKERS, 'agent', 'finance', 'marketer'] },
  'channels.manage': { reach: 'hub', roles: OPERATORS },
  'temporal.read': { reach: 'hub', roles: OVERSEERS, sensitive: true },
  'temporal.operate': { reach: 'hub', roles: OPERATORS },
  'keys.manage': { reach: 'hub', roles: ADMIN },

  'audit.read': { reach: 'hub', roles: ['auditor'], sensitive: true },
  'units.read': { reach: 'common', roles: ALL },
  'access.read': { reach: 'hub', roles: ['crm_admin', 'auditor'] },
  'access.manage': { reach: 'hub', roles: ADMIN },
  'tokens.manage': { reach: 'hub', roles: ADMIN },
  'approvals.read': { reach: 'records', roles: [...OVERSEERS, 'head', 'marketer', 'finance'] },
  'approvals.decide': { reach: 'records', roles: ['crm_admin', 'operations', 'head'] },

  'payments.read': { reach: 'records', roles: ['crm_admin', ...DESK] },
  'calendars.read': { reach: 'common', roles: ALL },
  'calendars.manage': { reach: 'hub', roles: ['crm_admin', 'head'] },
  'documents.read': { reach: 'records', roles: ['crm_admin', ...DESK] },
  'documents.resend': { reach: 'records', roles: ['operations', 'agent', 'finance', 'head'] },
  // To an address that is not of the claim, and what has never arrived.
  'documents.release': { reach: 'records', roles: ['finance'] },
  'documents.bulk': { reach: 'records', roles: ['operations', 'finance', 'head'] },
  'documents.download': { reach: 'records', roles: ['operations', 'agent', 'finance', 'head'], sensitive: true },
  'packs.read': { reach: 'common', roles: ['crm_admin', ...DESK] },
  'packs.manage': { reach: 'hub', roles: ADMIN },
  'templates.read': { reach: 'common', roles: ['crm_admin', 'marketer', ...DESK] },
  'templates.edit': { reach: 'hub', roles: ['crm_admin', 'marketer'] },
  'templates.publish': { reach: 'hub', roles: ['crm_admin', 'head'] },
  'conversations.read': { reach: 'records', roles: DESK },
  'conversations.answer': { reach: 'records', roles: ['agent', 'case_owner', 'head'] },
  'appeals.read': { reach: 'records', roles: DESK },
  'appeals.register': { reach: 'records', roles: ['registrar', 'agent', 'case_owner', 'head', 'quality'] },
  'appeals.work': { reach: 'records', roles: ['case_owner', 'head'] },
  'appeals.close': { reach: 'records', roles: ['quality'] },
  'campaigns.read': { reach: 'records', roles: ['marketer', 'head', 'quality', 'auditor'] },
  'campaigns.edit': { reach: 'records', roles: ['marketer'] },
  'campaigns.launch': { reach: 'records', roles: ['marketer'] },
  'consents.read': { reach: 'records', roles: ['marketer', 'agent', 'quality', 'auditor'] },
  'consents.change': { reach: 'records', roles: ['agent', 'marketer'] },
  'metrics.read': { reach: 'records', roles: ONLOOKERS },
  'reports.read': { reach: 'records', roles: [...ONLOOKERS, 'case_owner', 'finance'] },
} as const satisfies { [permission: `${string}.${string}`]: Rule };

export type Permission = keyof typeof PERMISSIONS;

const RULES: { [permission in Permission]: Rule } = PERMISSIONS;
export const PERMISSION_NAMES = Object.keys(RULES) as readonly Permission[];

export const ruleOf = (permission: Permission): Rule => RULES[permission];

export const isPermission = (name: string): name is Permission => Object.hasOwn(RULES, name);
