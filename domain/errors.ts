/** A sentence for people, in the console's two languages. */
export interface Sentence {
  ru: string;
  en: string;
}

/**
 * What went wrong, and thereby what happens next.
 *
 * | kind | next |
 * |---|---|
 * | transient | repeated with back-off |
 * | rate_limited | repeated not before `untilMs` |
 * | auth | the connection stops, a person signs in again |
 * | permission, config | the operation stops until a setting changes |
 * | validation | the subject is parked for a person |
 * | not_found | the caller decides: gone, or never there |
 * | business_refusal | final; the other system said no, and why |
 * | conflict | state has moved on: read again, decide again |
 * | unknown_outcome | the write may have landed: looked up, else a person is asked |
 * | bug | our mistake: the subject stops, the rest goes on |
 */
export type HubErrorKind =
  | 'transient'
  | 'rate_limited'
  | 'auth'
  | 'permission'
  | 'validation'
  | 'not_found'
  | 'business_refusal'
  | 'conflict'
  | 'unknown_outcome'
  | 'config'
  | 'bug';

/** When the same call may be made again without a person. */
export type RetryClass = 'backoff' | 'at' | 'settle' | 'never';

export interface HubErrorInit {
  /** Stable, upper snake case, prefixed by the system where it is the system's own: `B24_QUERY_LIMIT`, `SAMO_2999`. */
  code: string;
  kind: HubErrorKind;
  userMessage: Sentence;
  /** For developers; already redacted by whoever creates the error. Holds no personal data and no secret. */
  detail?: string;
  /** Epoch milliseconds before which a repeat is pointless. */
  untilMs?: number;
  /** The connection at which it happened, once known. */
  connectionId?: string;
  cause?: unknown;
}

/** The one error of the hub. Every failure of an outside system is one of these before it leaves its connector. */
export class HubError extends Error {
  readonly code: string;
  readonly kind: HubErrorKind;
  readonly userMessage: Sentence;
  readonly detail: string | undefined;
  readonly untilMs: number | undefined;
  readonly connectionId: string | undefined;

  constructor(init: HubErrorInit) {
    super(`${init.code}: ${init.userMessage.en}`, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = 'HubError';
    this.code = init.code;
    this.kind = init.kind;
    this.userMessage = init.userMessage;
    this.detail = init.detail;
    this.untilMs = init.untilMs;
    this.connectionId = init.connectionId;
  }

  /** The same error, with the connection at which it happened. */
  at(connectionId: string): HubError {
    const { code, kind, userMessage, detail, untilMs } = this;
    return new HubError({
      code,
      kind,
      userMessage,
      connectionId: this.connectionId ?? connectionId,
      cause: this,
      ...(detail === undefined ? {} : { detail }),
      ...(untilMs === undefined ? {} : { untilMs }),
    });
  }

  get retry(): RetryClass {
    return retryClassOf(this.kind, this.untilMs);
  }
}

export function retryClassOf(kind: HubErrorKind, untilMs?: number): RetryClass {
  if (kind === 'transient' || kind === 'conflict') return untilMs === undefined ? 'backoff' : 'at';
  if (kind === 'rate_limited') return 'at';
  if (kind === 'unknown_outcome') return 'settle';
  return 'never';
}

export function isHubError(error: unknown): error is HubError {
  return error instanceof HubError;
}
