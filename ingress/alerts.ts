import { createHash } from 'node:crypto';
import { letterOf, type ToldAlert, testLetterOf } from '../domain/alerts/letter.ts';
import { stepOf } from '../domain/alerts/step.ts';
import { wordingOf } from '../domain/alerts/wording.ts';
import type { Addresses, Channel } from '../domain/delivery/types.ts';
import { type Finding, findingsOf } from '../store/alert-findings.ts';
import {
  type AlertRow,
  type AlertRuleRow,
  addressesOf,
  audienceOf,
  beginAlert,
  currentAlerts,
  endAlerts,
  listRules,
  touchAlert,
} from '../store/alerts.ts';
import { type Database, type Db, tryLock } from '../store/database.ts';
import { listAccounts, postDelivery } from '../store/deliveries.ts';
import type { Vault } from '../store/keys.ts';

export interface AlertDeps {
  db: Database;
  vault: Vault;
  /** The channel that connections of a system serve. */
  channelOf(system: string): Channel | undefined;
  /** Where people look at alerts. */
  consoleUrl: string;
}

const TEMPLATE = { name: 'alert.opened', version: 1 };

/** Somebody who is told, and how. */
export interface Told {
  /** Stable, without an address: what makes two letters to one recipient the same. */
  id: string;
  addresses: Addresses;
  language: 'ru' | 'en';
}

/**
 * Looks at every rule once: begins, continues and ends alerts, and writes to whom it concerns, one letter each about all that is new. One process at a
 * time; what it decides and the messages it posts are one transaction. Returns whether messages were posted.
 */
export function evaluateAlerts(deps: AlertDeps, now: Date): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    if (!(await tryLock(tx, 'alerts'))) return false;
    const rules = await listRules(tx);
    const known = new Map((await currentAlerts(tx)).map((alert) => [`${alert.kind}/${alert.subject}`, alert]));
    const letters = new Map<string, { to: Told; alerts: ToldAlert[] }>();
    for (const rule of rules) {
      if (!rule.enabled) continue;
      for (const finding of await findingsOf(tx, rule.kind, rule.threshold, now)) {
        const key = `${finding.kind}/${finding.subject}`;
        const alert = known.get(key);
        known.delete(key);
        await look(deps, tx, rule, finding, alert, letters, now);
      }
    }
    await endAlerts(
      tx,
      [...known.values()].map(({ id }) => id),
      now,
    );
    for (const { to, alerts } of letters.values()) await write(deps, tx, to, alerts, now);
    return letters.size > 0;
  });
}

async function look(
  deps: AlertDeps,
  tx: Db,
  rule: AlertRuleRow,
  finding: Finding,
  known: AlertRow | undefined,
  letters: Map<string, { to: Told; alerts: ToldAlert[] }>,
  now: Date,
): Promise<void> {
  const title = wordingOf(finding);
  const { kind, subject, connectionId, figure } = finding;
  const alert = known ?? (await beginAlert(tx, { kind, subject, connectionId, title, figure }, now));
  if (alert.state === 'resolved') throw new Error('an alert that is over was looked at');
  const { opens, notify } = stepOf(
    {
      state: alert.state,
      since: alert.since.getTime(),
      notices: alert.notices,
      noticedAt: alert.noticedAt?.getTime() ?? null,
      mutedUntil: alert.mutedUntil?.getTime() ?? null,
    },
    { ...rule, mutedUntil: rule.mutedUntil?.getTime() ?? null },
    now.getTime(),
  );
  const told = notify ? await recipientsOf(deps.vault, tx, rule, connectionId) : [];
  for (const to of told) {
    const letter = letters.get(to.id) ?? { to, alerts: [] };
    letter.alerts.push({
      id: `${alert.id}.${alert.notices + 1}`,
      kind,
      line: title,
      since: alert.since,
      reminder: alert.notices > 0,
    });
    letters.set(to.id, letter);
  }
  await touchAlert(tx, alert.id, {
    title,
    figure,
    seenAt: now,
    ...(opens ? { state: 'open', openedAt: now } : {}),
    ...(told.length > 0 ? { notices: alert.notices + 1, noticedAt: now } : {}),
  });
}

/** Everybody whom a rule names. A webhook that stands in for e-mail is the second way of each of them. */
export async function recipientsOf(vault: Vault, tx: Db, rule: AlertRuleRow, connectionId: string | null): Promise<Told[]> {
  const { recipients } = rule;
  const [fallback] = recipients.webhooks;
  const second = recipients.webhookWhen === 'fallback' && fallback !== undefined ? { webhook: fallback } : {};
  const people = (await audienceOf(tx, recipients, connectionId)).map(({ id, email, language }) => ({
    id: `user:${id}`,
    addresses: { email, ...second },
    language,
  }));
  const addresses: Told[] = [];
  for (const email of await addressesOf(tx, vault, rule)) {
    const id = `address:${await vault.hash(tx, 'alert-address', email.toLowerCase())}`;
    addresses.push({ id, addresses: { email, ...second }, language: recipients.language });
  }
  const webhooks =
    recipients.webhookWhen === 'always'
      ? recipients.webhooks.map((webhook) => ({
          id: `webhook:${webhook}`,
          addresses: { webhook },
          language: recipients.language,
        }))
      : [];
  const all: Told[] = [...people, ...addresses, ...webhooks];
  const seen = new Set<string>();
  return all.filter(({ addresses: { email, webhook } }) => {
    const place = email === undefined ? `webhook:${webhook}` : email.toLowerCase();
    return seen.has(place) ? false : seen.add(place);
  });
}

async function write(deps: AlertDeps, tx: Db, to: Told, alerts: readonly ToldAlert[], now: Date): Promise<void> {
  const names = alerts.map(({ id }) => id).sort();
  const [only] = alerts;
  await postDelivery(
    tx,
    deps.vault,
    await listAccounts(tx, deps.channelOf),
    {
      key: `alert:${createHash('sha256')
        .update([to.id, ...names].join('/'))
        .digest('hex')
        .slice(0, 32)}`,
      class: 'alert',
      process: 'alerts',
      subject: alerts.length === 1 && only ? (only.id.split('.')[0] ?? null) : null,
      unitId: null,
      to: { personId: null, addresses: to.addresses },
      template: TEMPLATE,
      content: {
        ...letterOf(alerts, to.language, deps.consoleUrl),
        data: {
          alerts: alerts.map(({ id, kind, line, since, reminder }) => ({
            id: id.split('.')[0] ?? id,
            kind,
            title: { ru: line.ru, en: line.en },
            since: since.toISOString(),
            reminder,
          })),
        },
      },
    },
    now,
  );
}

/** Writes to everybody whom a rule names, as it would in earnest, and says that it is a test. Returns the messages. */
export function testRule(deps: AlertDeps, rule: AlertRuleRow, name: string, now: Date): Promise<{ id: string; to: Told }[]> {
  return deps.db.transaction(async (tx) => {
    const accounts = await listAccounts(tx, deps.channelOf);
    const posted: { id: string; to: Told }[] = [];
    for (const to of await recipientsOf(deps.vault, tx, rule, null)) {
      const id = await postDelivery(
        tx,
        deps.vault,
        accounts,
        {
          key: `alert-test:${rule.kind}:${name}:${to.id}`,
          class: 'alert',
          process: 'alerts',
          subject: null,
          unitId: null,
          to: { personId: null, addresses: to.addresses },
          template: { name: 'alert.test', version: 1 },
          content: { ...testLetterOf(rule.kind, to.language, deps.consoleUrl), data: { rule: rule.kind } },
        },
        now,
      );
      posted.push({ id, to });
    }
    return posted;
  });
}
