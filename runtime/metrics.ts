import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Every metric of the hub, with its labels. Labels hold names and codes from closed lists: never ids, addresses or anything about a person.
 */
const TABLE = {
  hookAck: histogram(
    'uzel_hook_ack_seconds',
    'From a webhook body received to its answer',
    ['outcome'],
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
  ),
  inboxPending: gauge('uzel_inbox_pending', 'Inbox rows that wait', ['process']),
  inboxOldest: gauge('uzel_inbox_oldest_seconds', 'Age of the oldest waiting inbox row', ['process']),
  effectsOpen: gauge('uzel_effects_open', 'Writes whose outcome is not stored yet', []),
  sync: counter('uzel_sync_total', 'What deal sync did: drains, echoes absorbed, conflicts opened', ['what']),
  relay: counter('uzel_relay_total', 'What routes did: events looked at, writes, events parked and postponed', ['what']),
  calls: histogram(
    'uzel_outbound_call_seconds',
    'Calls to outside systems',
    ['connection', 'operation', 'outcome'],
    [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ),
  nudges: counter('uzel_nudges_total', 'Runs started or nudged by the dispatcher', ['outcome']),
  tasksOpen: gauge('uzel_tasks_open', 'Decisions that wait for a person', ['kind']),
} as const;

export type Metrics = { [Name in keyof typeof TABLE]: ReturnType<(typeof TABLE)[Name]> };

/** A registry of its own per hub, so that several may live in one test process. */
export function createMetrics(): { registry: Registry; metrics: Metrics } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'uzel_' });
  const metrics = Object.fromEntries(Object.entries(TABLE).map(([name, make]) => [name, make(registry)])) as unknown as Metrics;
  return { registry, metrics };
}

function counter<const Label extends string>(name: string, help: string, labelNames: readonly Label[]) {
  return (registry: Registry) => new Counter<Label>({ name, help, labelNames, registers: [registry] });
}

function gauge<const Label extends string>(name: string, help: string, labelNames: readonly Label[]) {
  return (registry: Registry) => new Gauge<Label>({ name, help, labelNames, registers: [registry] });
}

function histogram<const Label extends string>(name: string, help: string, labelNames: readonly Label[], buckets: number[]) {
  return (registry: Registry) => new Histogram<Label>({ name, help, labelNames, buckets, registers: [registry] });
}
