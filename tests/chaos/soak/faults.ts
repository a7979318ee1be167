import type { FaultRuleInput } from '../../support/twin-control.ts';

/** How each twin misbehaves: its calls with this share in all, and the portal's webhooks with the same share in all. */
export function faultRules(share: number): { samo: FaultRuleInput[]; bitrix24: FaultRuleInput[] } {
  const of = (kind: string, part: number, more: object = {}): FaultRuleInput => ({
    operation: '*',
    kind,
    share: share * part,
    ...more,
  });
  const calls = [
    of('drop', 0.15),
    of('commit_then_drop', 0.25),
    of('error', 0.15),
    of('html', 0.1),
    of('rate_limit', 0.15),
    of('delay', 0.1, { ms: 400 }),
    of('stale_read', 0.1, { ms: 1_000 }),
  ];
  const events = [
    of('lose_event', 0.3),
    of('duplicate_event', 0.3),
    of('delay_event', 0.2, { ms: 1_500 }),
    of('reorder_events', 0.2),
  ];
  return { samo: calls, bitrix24: [...calls, ...events] };
}
