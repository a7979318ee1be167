import type { Sentence } from '../errors.ts';

/** What is watched for. */
export type RuleKind =
  | 'connection_stopped'
  | 'token_stale'
  | 'breaker_open'
  | 'dead_letters'
  | 'lag'
  | 'tasks_overdue'
  | 'job_halted'
  | 'drift'
  | 'effects_open'
  | 'deliveries_stuck'
  | 'keys_damaged';

/** A rule as it ships. A person may change thresholds, times and recipients. */
export interface RuleDefaults {
  kind: RuleKind;
  severity: 'critical' | 'warning';
  title: Sentence;
  /** What `threshold` counts. */
  unit: 'count' | 'minutes' | 'hours' | 'days';
  /** The condition holds when the figure is at least this. */
  threshold: number;
  holdMinutes: number;
  remindMinutes: number;
}

const DAY = 24 * 60;

export const RULES: readonly RuleDefaults[] = [
  {
    kind: 'connection_stopped',
    severity: 'critical',
    title: { ru: 'Подключение остановлено', en: 'Connection stopped' },
    unit: 'count',
    threshold: 1,
    holdMinutes: 0,
    remindMinutes: 4 * 60,
  },
  {
    kind: 'token_stale',
    severity: 'warning',
    title: { ru: 'Срок доступа истекает', en: 'Authorisation is about to expire' },
    unit: 'days',
    threshold: 20,
    holdMinutes: 0,
    remindMinutes: DAY,
  },
  {
    kind: 'breaker_open',
    severity: 'critical',
    title: { ru: 'Система не отвечает', en: 'System does not answer' },
    unit: 'count',
    threshold: 1,
    holdMinutes: 5,
    remindMinutes: 60,
  },
  {
    kind: 'dead_letters',
    severity: 'warning',
    title: { ru: 'События не обработаны', en: 'Events could not be processed' },
    unit: 'count',
    threshold: 1,
    holdMinutes: 1,
    remindMinutes: DAY,
  },
  {
    kind: 'lag',
    severity: 'critical',
    title: { ru: 'Очередь отстаёт', en: 'The queue lags behind' },
    unit: 'minutes',
    threshold: 15,
    holdMinutes: 0,
    remindMinutes: 60,
  },
  {
    kind: 'tasks_overdue',
    severity: 'warning',
    title: { ru: 'Задачи ждут решения слишком долго', en: 'Tasks have waited too long' },
    unit: 'hours',
    threshold: 24,
    holdMinutes: 0,
    remindMinutes: DAY,
  },
  {
    kind: 'job_halted',
    severity: 'warning',
    title: { ru: 'Массовое задание остановлено', en: 'A bulk job is halted' },
    unit: 'count',
    threshold: 1,
    holdMinutes: 60,
    remindMinutes: DAY,
  },
  {
    kind: 'drift',
    severity: 'warning',
    title: { ru: 'Стороны расходятся', en: 'Both sides differ' },
    unit: 'count',
    threshold: 1,
    holdMinutes: 0,
    remindMinutes: DAY,
  },
  {
    kind: 'effects_open',
    severity: 'critical',
    title: { ru: 'Исход записи неизвестен', en: 'The outcome of a write is unknown' },
    unit: 'minutes',
    threshold: 15,
    holdMinutes: 0,
    remindMinutes: 4 * 60,
  },
  {
    kind: 'deliveries_stuck',
    severity: 'warning',
    title: { ru: 'Сообщения не уходят', en: 'Messages are not getting out' },
    unit: 'minutes',
    threshold: 30,
    holdMinutes: 0,
    remindMinutes: 4 * 60,
  },
  {
    kind: 'keys_damaged',
    severity: 'critical',
    title: { ru: 'Повреждены зашифрованные данные', en: 'Encrypted data are damaged' },
    unit: 'count',
    threshold: 1,
    holdMinutes: 0,
    remindMinutes: DAY,
  },
];

const BY_KIND = new Map(RULES.map((rule) => [rule.kind, rule]));

/** @throws Error for a kind that no rule has */
export function ruleOf(kind: RuleKind): RuleDefaults {
  const rule = BY_KIND.get(kind);
  if (!rule) throw new Error(`no alert rule ${kind}`);
  return rule;
}
