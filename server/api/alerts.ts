import { createRoute, z } from '@hono/zod-openapi';
import { RULES, ruleOf } from '../../domain/alerts/rules.ts';
import { type AlertRow, type AlertRuleRow, addressesOf, getAlert, getRule, listAlerts, listRules } from '../../store/alerts.ts';
import { allow } from '../auth/allow.ts';
import { acknowledge, editRule, mute, resolve, sendTest, unknownAlert, unknownRule } from '../commands/alerts.ts';
import { maskEmail } from '../mask.ts';
import { listOf, pageOf, pageQuery, placeBefore } from '../paging.ts';
import type { Api, AppDeps } from './deps.ts';
import {
  body,
  commandHeaders,
  connectionId,
  iso,
  isoOrNull,
  json,
  maybeBody,
  moment,
  moved,
  refusals,
  sentence,
  unknown,
} from './schemas.ts';

const tags = ['Alerts'];

const [first, ...others] = RULES.map(({ kind }) => kind);
if (first === undefined) throw new Error('there are no alert rules');
const kind = z.enum([first, ...others]).openapi({ example: 'connection_stopped' });
const minutes = z.int().min(0).max(43_200);

const alert = z
  .object({
    id: z.string().openapi({ example: 'alr_3q9w8e7r6t5y4u3i' }),
    kind,
    severity: z.enum(['critical', 'warning']),
    subject: z.string().openapi({ description: 'What it is about: a connection, a job, a pair', example: 'bitrix24-main' }),
    connection: z.string().nullable(),
    state: z.enum(['open', 'acknowledged', 'resolved']),
    title: sentence,
    figure: z.int().openapi({ description: 'How many, or how long, in the unit of the rule' }),
    unit: z.enum(['count', 'minutes', 'hours', 'days']),
    repeats: z.int().openapi({ description: 'How often it came back shortly after it was over' }),
    since: moment,
    openedAt: moment,
    seenAt: moment,
    notices: z.int().openapi({ description: 'How often people were told' }),
    noticedAt: moment.nullable(),
    mutedUntil: moment.nullable(),
    acknowledgedAt: moment.nullable(),
    acknowledgedBy: z.string().nullable(),
    note: z.string().nullable(),
    resolvedAt: moment.nullable(),
    resolvedBy: z.string().nullable().openapi({ description: '`hub` when the condition was gone' }),
  })
  .openapi('Alert');

const recipients = z
  .object({
    roles: z.array(z.string().max(50)).max(20),
    users: z.array(z.string().max(100)).max(100),
    webhooks: z.array(connectionId).max(20).openapi({ description: 'Connections of the system `webhook`' }),
    webhookWhen: z.enum(['always', 'fallback']).openapi({ description: 'At once, or only to whom e-mail does not get through' }),
    language: z.enum(['ru', 'en']).openapi({ description: 'For addresses and webhooks; users have their own' }),
  })
  .openapi('AlertRecipients');

const rule = z
  .object({
    kind,
    severity: z.enum(['critical', 'warning']),
    title: sentence,
    enabled: z.boolean(),
    threshold: z.int(),
    unit: z.enum(['count', 'minutes', 'hours', 'days']),
    holdMinutes: z.int().openapi({ description: 'How long the condition must hold before anybody is told' }),
    remindMinutes: z.int().openapi({ description: 'Told again after this long while nobody takes it; 0 never' }),
    recipients,
    addresses: z.array(z.string()).openapi({ description: 'Further e-mail addresses, masked', example: ['d***@example.com'] }),
    mutedUntil: moment.nullable(),
    updatedBy: z.string(),
    updatedAt: moment,
  })
  .openapi('AlertRule');

const alertId = z.object({ id: z.string().max(40) });
const note = z.string().trim().min(1).max(300);

export const listAlertsRoute = createRoute({
  ...allow('alerts.read'),
  method: 'get',
  path: '/alerts',
  tags,
  summary: 'What is wrong, or was, the newest first',
  request: {
    query: z.object({
      state: z.enum(['current', 'open', 'acknowledged', 'resolved']).default('current'),
      kind: kind.optional(),
      connection: z.string().optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(alert), 'A page of alerts'), ...refusals },
});
export const getAlertRoute = createRoute({
  ...allow('alerts.read'),
  method: 'get',
  path: '/alerts/{id}',
  tags,
  summary: 'One alert',
  request: { params: alertId },
  responses: { 200: json(alert, 'The alert'), ...unknown, ...refusals },
});
export const acknowledgeRoute = createRoute({
  ...allow('alerts.manage'),
  method: 'post',
  path: '/alerts/{id}/acknowledge',
  tags,
  summary: 'Take an alert: no more reminders',
  request: { params: alertId, headers: commandHeaders, body: maybeBody(z.strictObject({ note: note.optional() })) },
  responses: { 200: json(alert, 'The alert'), ...unknown, ...moved, ...refusals },
});
export const resolveRoute = createRoute({
  ...allow('alerts.manage'),
  method: 'post',
  path: '/alerts/{id}/resolve',
  tags,
  summary: 'Say that it is over; it comes back if its condition still holds',
  request: { params: alertId, headers: commandHeaders, body: maybeBody(z.strictObject({ note: note.optional() })) },
  responses: { 200: json(alert, 'The alert'), ...unknown, ...refusals },
});
export const muteRoute = createRoute({
  ...allow('alerts.manage'),
  method: 'post',
  path: '/alerts/{id}/mute',
  tags,
  summary: 'Tell nobody of this alert for a while; 0 minutes lets it speak again',
  request: { params: alertId, headers: commandHeaders, body: body(z.strictObject({ minutes })) },
  responses: { 200: json(alert, 'The alert'), ...unknown, ...moved, ...refusals },
});
export const listRulesRoute = createRoute({
  ...allow('alerts.read'),
  method: 'get',
  path: '/alert-rules',
  tags,
  summary: 'What is watched for, and who is told',
  responses: { 200: json(z.object({ items: z.array(rule) }), 'All rules'), ...refusals },
});
export const editRuleRoute = createRoute({
  ...allow('alerts.manage'),
  method: 'patch',
  path: '/alert-rules/{kind}',
  tags,
  summary: 'Change a rule; what is left out stays',
  request: {
    params: z.object({ kind }),
    headers: commandHeaders,
    body: body(
      z.strictObject({
        enabled: z.boolean().optional(),
        threshold: z.int().min(1).max(1_000_000).optional(),
        holdMinutes: minutes.optional(),
        remindMinutes: minutes.optional(),
        recipients: recipients.strict().optional(),
        addresses: z.array(z.email().max(254)).max(50).optional().openapi({ description: 'Replaces all further addresses' }),
        muteMinutes: minutes.optional().openapi({ description: '0 lets the rule speak again' }),
      }),
    ),
  },
  responses: { 200: json(rule, 'The rule'), ...unknown, ...refusals },
});
export const testRuleRoute = createRoute({
  ...allow('alerts.manage'),
  method: 'post',
  path: '/alert-rules/{kind}/test',
  tags,
  summary: 'Write a test message to everybody whom the rule names',
  request: { params: z.object({ kind }), headers: commandHeaders },
  responses: {
    202: json(
      z.object({ items: z.array(z.object({ delivery: z.string(), to: z.string().openapi({ description: 'Masked' }) })) }),
      'The messages, on their way',
    ),
    ...unknown,
    ...refusals,
  },
});

export function addAlerts(api: Api, deps: AppDeps): void {
  api.openapi(listAlertsRoute, async (c) => {
    const { limit, cursor, connection, ...filter } = c.req.valid('query');
    const rows = await listAlerts(deps.db, {
      ...filter,
      connectionId: connection,
      scope: c.var.scope,
      before: placeBefore(cursor),
      limit: limit + 1,
    });
    return c.json(
      pageOf(rows, limit, alertView, (row) => `${row.place} ${row.id}`),
      200,
    );
  });
  api.openapi(getAlertRoute, async (c) => {
    const row = await getAlert(deps.db, c.req.valid('param').id, c.var.scope);
    if (!row || row.openedAt === null) throw unknownAlert();
    return c.json(alertView(row), 200);
  });
  api.openapi(acknowledgeRoute, async (c) =>
    c.json(
      alertView(await acknowledge(deps, c.var.caller.actor, c.req.valid('param').id, c.req.valid('json')?.note ?? null)),
      200,
    ),
  );
  api.openapi(resolveRoute, async (c) =>
    c.json(alertView(await resolve(deps, c.var.caller.actor, c.req.valid('param').id, c.req.valid('json')?.note ?? null)), 200),
  );
  api.openapi(muteRoute, async (c) =>
    c.json(alertView(await mute(deps, c.var.caller.actor, c.req.valid('param').id, c.req.valid('json').minutes)), 200),
  );
  api.openapi(listRulesRoute, async (c) => {
    const items = [];
    for (const row of await listRules(deps.db)) items.push(await ruleView(deps, row));
    return c.json({ items }, 200);
  });
  api.openapi(editRuleRoute, async (c) => {
    const { kind } = c.req.valid('param');
    await editRule(deps, c.var.caller.actor, kind, c.req.valid('json'));
    const row = await getRule(deps.db, kind);
    if (!row) throw unknownRule();
    return c.json(await ruleView(deps, row), 200);
  });
  api.openapi(testRuleRoute, async (c) => {
    const posted = await sendTest(deps, c.var.caller.actor, c.req.valid('param').kind);
    const items = posted.map(({ id, to: { addresses } }) => ({
      delivery: id,
      to: addresses.email === undefined ? (addresses.webhook ?? '') : maskEmail(addresses.email),
    }));
    return c.json({ items }, 202);
  });
}

/** An alert as the API tells it. */
export function alertView(row: AlertRow) {
  const { severity, unit } = ruleOf(row.kind);
  if (row.state === 'pending' || row.openedAt === null) throw unknownAlert();
  return {
    id: row.id,
    kind: row.kind,
    severity,
    subject: row.subject,
    connection: row.connectionId,
    state: row.state,
    title: row.title,
    figure: row.figure,
    unit,
    repeats: row.repeats,
    since: iso(row.since),
    openedAt: iso(row.openedAt),
    seenAt: iso(row.seenAt),
    notices: row.notices,
    noticedAt: isoOrNull(row.noticedAt),
    mutedUntil: isoOrNull(row.mutedUntil),
    acknowledgedAt: isoOrNull(row.acknowledgedAt),
    acknowledgedBy: row.acknowledgedBy,
    note: row.note,
    resolvedAt: isoOrNull(row.resolvedAt),
    resolvedBy: row.resolvedBy,
  };
}

async function ruleView({ db, vault }: AppDeps, row: AlertRuleRow) {
  const { severity, title, unit } = ruleOf(row.kind);
  const { kind, enabled, threshold, holdMinutes, remindMinutes, recipients, updatedBy } = row;
  return {
    ...{ kind, severity, title, enabled, threshold, unit, holdMinutes, remindMinutes, recipients, updatedBy },
    addresses: (await addressesOf(db, vault, row)).map(maskEmail),
    mutedUntil: isoOrNull(row.mutedUntil),
    updatedAt: iso(row.updatedAt),
  };
}
