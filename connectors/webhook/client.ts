import type { Json } from '../../domain/json.ts';
import type { Connected } from '../sdk/contract.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { webhookError } from './errors.ts';
import { rateScope, type WebhookOptions } from './options.ts';
import { signature } from './signature.ts';

export interface WebhookClient {
  options: WebhookOptions;
  /** Asks whether anything answers at the address; no message is posted. */
  knock(): Promise<{ status: number }>;
  /** Posts one message. Receivers know a repeated `id` again. @throws HubError */
  post(id: string, message: { type: string; timestamp: string; data: Json }): Promise<{ status: number }>;
}

/** Milliseconds at limit scale 1. */
export const POST_TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export function createWebhookClient({ options, http, clock, limitScale }: Connected<WebhookOptions>): WebhookClient {
  const core = http({
    baseUrl: options.url,
    timeoutMs: scaledTimeoutMs(POST_TIMEOUT_MS, limitScale),
    maxBytes: MAX_ANSWER_BYTES,
    scope: rateScope(options),
  });
  const secrets = [options.secret, ...(options.previousSecret ? [options.previousSecret] : [])];
  return {
    options,
    async knock() {
      const answer = await core.request({ method: 'GET', path: '', operation: 'knock', readOnly: true });
      // A receiver that only takes POST is right to refuse this one; whoever is away, overloaded or elsewhere is not.
      if (answer.status >= 500 || answer.status === 429 || answer.status === 410) {
        throw webhookError(core, 'knock', true, answer, clock.now());
      }
      return { status: answer.status };
    },
    async post(id, message) {
      const body = JSON.stringify(message);
      const timestamp = Math.floor(clock.now() / 1000);
      const answer = await core.request({
        method: 'POST',
        path: '',
        operation: 'post',
        readOnly: false,
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': signature(secrets, id, timestamp, body),
        },
      });
      if (answer.status < 200 || answer.status > 299) throw webhookError(core, 'post', false, answer, clock.now());
      return { status: answer.status };
    },
  };
}
