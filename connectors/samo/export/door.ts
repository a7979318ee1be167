import type { HubError } from '../../../domain/errors.ts';
import type { Clock } from '../../sdk/contract.ts';
import { retryAfterMs } from '../../sdk/failure.ts';
import type { HttpAnswer, HttpCore } from '../../sdk/http.ts';
import type { Scrub } from '../scrub.ts';
import { exportError } from './errors.ts';

/** Pause after HTTP 429 without a Retry-After. */
const DEFAULT_PAUSE_MS = 60_000;

export interface ExportCall {
  operation: string;
  parameters: { [name: string]: string };
  deadlineAt?: number;
}

export interface ExportDoor {
  call(call: ExportCall): Promise<HttpAnswer>;
  /** The failure that an answer tells of. @param text  the vendor's words; @param code  the vendor's number */
  failure(call: ExportCall, answer: HttpAnswer, text: string, code?: string): HubError;
  /** The same for an answer that cannot be read: a page of something in front of SAMO, or half of an answer. */
  unreadable(call: ExportCall, answer: HttpAnswer): HubError;
}

/** One use of `export/default.php`: the gate, the Online API or print jobs, told apart by `samo_action`. Names of parameters are case-sensitive. */
export function exportDoor(deps: {
  http: HttpCore;
  clock: Clock;
  scrub: Scrub;
  action: 'reference' | 'api' | 'print';
  token: string;
  method: 'get' | 'post';
  /** Parameters of every call, such as `form` of the incoming variant. */
  fixed: URLSearchParams;
}): ExportDoor {
  const { http, clock, scrub, action, token, method, fixed } = deps;

  function failure(call: ExportCall, answer: HttpAnswer, text: string, code?: string): HubError {
    const { status, headers } = answer;
    const challenge = headers['www-authenticate'] ?? '';
    const untilMs = retryAfterMs(headers['retry-after'], clock.now()) ?? clock.now() + DEFAULT_PAUSE_MS;
    return exportError({
      operation: call.operation,
      status,
      code: code ?? null,
      text: scrub(`${text} ${challenge}`.trim()),
      ...(status === 429 ? { untilMs } : {}),
    });
  }

  return {
    async call({ operation, parameters, deadlineAt }) {
      const query = new URLSearchParams({
        ...Object.fromEntries(fixed),
        samo_action: action,
        oauth_token: token,
        ...parameters,
      }).toString();
      const post = method === 'post';
      return http.request({
        method: post ? 'POST' : 'GET',
        path: post ? '' : `?${query}`,
        operation,
        readOnly: true,
        ...(post ? { body: query, headers: { 'content-type': 'application/x-www-form-urlencoded' } } : {}),
        ...(deadlineAt === undefined ? {} : { deadlineAt }),
      });
    },
    failure,
    unreadable: (call, answer) => failure(call, answer, ''),
  };
}
