import { Counter, Histogram, type Registry } from 'prom-client';

/** What became of an inbound request: a closed list, as metric labels must be. */
export type HookOutcome = 'accepted' | 'unreadable' | 'refused' | 'unknown' | 'too_large' | 'aborted' | 'unavailable';

const ACK = 'uzel_hook_ack_seconds';
const REQUESTS = 'uzel_hook_requests_total';
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** Counts requests and times their answers. A registry that has these metrics already keeps them. */
export function hookMetrics(registry: Registry): (outcome: HookOutcome, seconds: number) => void {
  const labelNames = ['outcome'] as const;
  const ack =
    (registry.getSingleMetric(ACK) as Histogram<'outcome'> | undefined) ??
    new Histogram({
      name: ACK,
      help: 'From a webhook body received to its answer',
      labelNames,
      buckets: BUCKETS,
      registers: [registry],
    });
  const requests =
    (registry.getSingleMetric(REQUESTS) as Counter<'outcome'> | undefined) ??
    new Counter({ name: REQUESTS, help: 'Webhook requests by what became of them', labelNames, registers: [registry] });
  return (outcome, seconds) => {
    ack.observe({ outcome }, seconds);
    requests.inc({ outcome });
  };
}
