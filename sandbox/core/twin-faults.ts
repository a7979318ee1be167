import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { FaultPlan, FaultRule } from './types.ts';

/** The answers that look different at every vendor. */
export interface VendorFaults {
  error(rule: FaultRule): Response | Promise<Response>;
  rateLimit(rule: FaultRule): Response | Promise<Response>;
}

export interface FaultyCall {
  context: Context;
  plan: FaultPlan;
  /** Vendor operation, as fault rules name it. */
  operation: string;
  vendor: VendorFaults;
  /** Does the work and makes the true answer. */
  work(): Promise<Response>;
}

/**
 * Answers one call as its fault plan has it.
 *
 * `delay` (`ms`, 1000 by default) adds to the others. `drop`, `error`, `html` and `rate_limit` strike before any work is done;
 * `commit_then_drop` and `truncate` after it. Without a strike the true answer goes out untouched. Faults of events and of reads
 * (`lose_event`, `stale_read` …) are the twin's own affair.
 */
export async function answerWithFaults(call: FaultyCall): Promise<Response> {
  const { context, plan, operation, vendor } = call;
  const delay = plan.strike(operation, ['delay']);
  if (delay !== null) await sleep(delay.ms ?? 1000);

  const before = plan.strike(operation, ['drop', 'error', 'html', 'rate_limit']);
  if (before?.kind === 'drop') return dropConnection(context);
  if (before?.kind === 'error') return vendor.error(before);
  if (before?.kind === 'html') return htmlPage(before);
  if (before?.kind === 'rate_limit') return vendor.rateLimit(before);

  const answer = await call.work();
  const after = plan.strike(operation, ['commit_then_drop', 'truncate']);
  if (after?.kind === 'commit_then_drop') return dropConnection(context);
  if (after?.kind === 'truncate') return truncated(answer);
  return answer;
}

/** Closes the caller's connection without an answer. */
export function dropConnection(context: Context): Response {
  const { outgoing } = context.env as Partial<HttpBindings>;
  outgoing?.destroy();
  return new Response(null, { status: 502 });
}

/** What a proxy in front of the vendor says when the vendor is away. `code` chooses between 502 and 504. */
function htmlPage(rule: FaultRule): Response {
  const status = rule.code === '504' ? 504 : 502;
  const title = status === 504 ? '504 Gateway Time-out' : '502 Bad Gateway';
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return new Response(body, { status, headers: { 'content-type': 'text/html' } });
}

/** The first half of the body under a status and a length that look whole. */
async function truncated(answer: Response): Promise<Response> {
  const body = new Uint8Array(await answer.arrayBuffer());
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  return new Response(body.slice(0, Math.floor(body.length / 2)), { status: answer.status, headers });
}
