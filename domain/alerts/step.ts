/** An alert as it stands. Times in epoch milliseconds. */
export interface AlertState {
  state: 'pending' | 'open' | 'acknowledged';
  since: number;
  notices: number;
  noticedAt: number | null;
  mutedUntil: number | null;
}

export interface RuleTimes {
  holdMinutes: number;
  remindMinutes: number;
  mutedUntil: number | null;
}

const MINUTE = 60_000;

/** An alert that comes back this soon is the same one: nobody is told twice of a condition that flickers. */
export const RETURN_MS = 15 * MINUTE;

/** Whether an alert whose condition holds is told now: once when it has held long enough, then after each reminder interval until somebody takes it. */
export function stepOf(alert: AlertState, rule: RuleTimes, now: number): { opens: boolean; notify: boolean } {
  const held = now - alert.since >= rule.holdMinutes * MINUTE;
  const opens = alert.state === 'pending' && held;
  if (alert.state === 'acknowledged' || (alert.state === 'pending' && !opens)) return { opens, notify: false };
  if (Math.max(rule.mutedUntil ?? 0, alert.mutedUntil ?? 0) > now) return { opens, notify: false };
  if (alert.noticedAt === null) return { opens, notify: true };
  return { opens, notify: rule.remindMinutes > 0 && now - alert.noticedAt >= rule.remindMinutes * MINUTE };
}
