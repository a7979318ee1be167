import type { Write } from '../sdk/contract.ts';
import { POST_TIMEOUT_MS, type WebhookClient } from './client.ts';

/**
 * Posts a message. The id is the message's own, and stays the same however often it is posted: that makes a repeat harmless.
 * Input: `template` (the type), `at` (ISO 8601), `data`.
 */
export const postMessage: Write<WebhookClient> = {
  retry: 'keyed',
  settleMs: 0,
  timeoutMs: POST_TIMEOUT_MS,
  async perform(client, { fields }, key) {
    await client.post(key, {
      type: String(fields['template'] ?? ''),
      timestamp: String(fields['at'] ?? ''),
      data: fields['data'] ?? null,
    });
    return { externalId: key, revision: null, readBack: null };
  },
  find: async () => null,
};
