import type { RuleKind } from '../../domain/alerts/rules.ts';
import { type Told, testRule } from '../../ingress/alerts.ts';
import {
  type AlertRow,
  acknowledgeAlert,
  changeRule,
  getAlert,
  getRule,
  muteAlert,
  type RuleChange,
  resolveAlert,
} from '../../store/alerts.ts';
import { getConnection } from '../../store/connections.ts';
import { newId } from '../../store/ids.ts';
import type { AppDeps } from '../api/deps.ts';
import { maskText } from '../mask.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { recordCommand } from './journal.ts';

type Deps = Pick<AppDeps, 'db' | 'vault' | 'registry' | 'publicUrl' | 'now'>;
type Tx = Parameters<Parameters<Deps['db']['transaction']>[0]>[0];

export const unknownAlert = () => notFound('ALERT_UNKNOWN', 'Такого оповещения нет.', 'There is no such alert.');
export const unknownRule = () => notFound('ALERT_RULE_UNKNOWN', 'Такого правила нет.', 'There is no such rule.');

/** Somebody takes an alert. The same again changes nothing. @throws HubError `conflict` when it is over */
export function acknowledge(deps: Deps, by: string, id: string, note: string | null): Promise<AlertRow> {
  const kept = note === null ? null : maskText(note);
  return change(deps, by, id, 'alert_acknowledged', kept, async (tx, alert) => {
    if (alert.state === 'acknowledged') return false;
    if (await acknowledgeAlert(tx, id, by, kept, deps.now())) return true;
    throw conflict('ALERT_OVER', 'Оповещение уже закрыто.', 'The alert is over already.');
  });
}

/** Somebody says that it is over. The same again changes nothing. */
export function resolve(deps: Deps, by: string, id: string, note: string | null): Promise<AlertRow> {
  const kept = note === null ? null : maskText(note);
  return change(deps, by, id, 'alert_resolved', kept, (tx) => resolveAlert(tx, id, by, kept, deps.now()));
}

/** Tells nobody of an alert for so many minutes. @throws HubError `conflict` when it is over */
export function mute(deps: Deps, by: string, id: string, minutes: number): Promise<AlertRow> {
  const until = minutes === 0 ? null : new Date(deps.now().getTime() + minutes * 60_000);
  return change(deps, by, id, 'alert_muted', null, async (tx) => {
    if (await muteAlert(tx, id, until)) return true;
    throw conflict('ALERT_OVER', 'Оповещение уже закрыто.', 'The alert is over already.');
  });
}

async function change(
  deps: Deps,
  by: string,
  id: string,
  type: string,
  reason: string | null,
  act: (tx: Tx, alert: AlertRow) => Promise<boolean>,
): Promise<AlertRow> {
  return deps.db.transaction(async (tx) => {
    const before = await getAlert(tx, id, 'all');
    if (!before || before.openedAt === null) throw unknownAlert();
    const changed = await act(tx, before);
    if (changed) {
      const { connectionId, kind, subject } = before;
      const data = { alert: id, kind, subject };
      await recordCommand(tx, deps.vault, { type, by, connectionId, data, reason: reason ?? undefined });
    }
    return (await getAlert(tx, id, 'all')) ?? before;
  });
}

/** Changes a rule. @throws InvalidRequest when a webhook names no connection that takes them */
export async function editRule(
  deps: Deps,
  by: string,
  kind: RuleKind,
  { muteMinutes, ...given }: Omit<RuleChange, 'mutedUntil'> & { muteMinutes?: number | undefined },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await getRule(tx, kind))) throw unknownRule();
    for (const [place, id] of (given.recipients?.webhooks ?? []).entries()) {
      const connection = await getConnection(tx, id);
      if (connection && deps.registry[connection.system]?.sends === 'webhook') continue;
      throw new InvalidRequest([
        { path: `recipients.webhooks.${place}`, message: 'there is no webhook connection with this id' },
      ]);
    }
    const mutedUntil =
      muteMinutes === undefined ? undefined : muteMinutes === 0 ? null : new Date(deps.now().getTime() + muteMinutes * 60_000);
    await changeRule(tx, deps.vault, kind, { ...given, mutedUntil }, by);
    const named = [...Object.keys(given), ...(muteMinutes === undefined ? [] : ['muteMinutes'])];
    await recordCommand(tx, deps.vault, { type: 'alert_rule_changed', by, data: { kind, changed: named } });
  });
}

/** Writes to everybody whom a rule names. @throws HubError `not_found` for an unknown rule */
export async function sendTest(deps: Deps, by: string, kind: RuleKind): Promise<{ id: string; to: Told }[]> {
  const rule = await getRule(deps.db, kind);
  if (!rule) throw unknownRule();
  const alerting = {
    db: deps.db,
    vault: deps.vault,
    channelOf: (system: string) => deps.registry[system]?.sends,
    consoleUrl: deps.publicUrl ?? '',
  };
  const posted = await testRule(alerting, rule, newId('tst'), deps.now());
  await recordCommand(deps.db, deps.vault, { type: 'alert_rule_tested', by, data: { kind, messages: posted.length } });
  return posted;
}
