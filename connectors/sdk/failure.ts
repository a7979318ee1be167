import { HubError, type HubErrorKind, type Sentence } from '../../domain/errors.ts';

/** What an answer said instead of a result. */
export interface Failure {
  operation: string;
  readOnly: boolean;
  status: number;
  /** The vendor's code, where the answer has one. */
  code: string | null;
  /** The vendor's words, already redacted. */
  text: string;
  /** Epoch milliseconds, from Retry-After and its kin. */
  untilMs?: number;
}

/** One row of a connector's error table. A condition that is absent matches anything. */
export interface FailureRow {
  status?: number | readonly number[];
  code?: string | readonly string[];
  text?: RegExp;
  /** Reads and writes may differ: what is `transient` for a read can be `unknown_outcome` for a write. */
  kind: HubErrorKind | { read: HubErrorKind; write: HubErrorKind };
  message: Sentence;
  /** Code of the error; `<prefix>_<vendor code or HTTP status>` by default. */
  as?: string;
}

/** The first row that matches, as the hub's error; what no row knows repeats as a read and is unknown as a write. */
export function classify(prefix: string, table: readonly FailureRow[], failure: Failure): HubError {
  const row = table.find((candidate) => matches(candidate, failure)) ?? UNKNOWN;
  const kind = typeof row.kind === 'string' ? row.kind : failure.readOnly ? row.kind.read : row.kind.write;
  const own = (failure.code ?? `HTTP_${failure.status}`).toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return new HubError({
    code: row.as ?? `${prefix}_${own}`,
    kind,
    userMessage: row.message,
    detail: `${failure.operation}: HTTP ${failure.status}${failure.code ? `, code ${failure.code}` : ''}${failure.text ? `, ${failure.text}` : ''}`,
    ...(failure.untilMs === undefined ? {} : { untilMs: failure.untilMs }),
  });
}

const UNKNOWN: FailureRow = {
  kind: { read: 'transient', write: 'unknown_outcome' },
  message: { ru: 'Система ответила непонятной ошибкой.', en: 'The system answered with an error that is not understood.' },
};

function matches(row: FailureRow, failure: Failure): boolean {
  if (row.status !== undefined && ![row.status].flat().includes(failure.status)) return false;
  if (row.code !== undefined && (failure.code === null || ![row.code].flat().includes(failure.code))) return false;
  return row.text === undefined || row.text.test(failure.text);
}

/** Retry-After in seconds or as a date, as epoch milliseconds; undefined when absent or unreadable. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header.trim())) return nowMs + Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : at;
}
