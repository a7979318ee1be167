import { isHubError } from '../../domain/errors.ts';
import { type Capability, defineConnector } from '../sdk/contract.ts';
import { createWebhookClient, type WebhookClient } from './client.ts';
import { type WebhookOptions, webhookBudgets, webhookOptions } from './options.ts';
import { postMessage } from './send.ts';

export type { WebhookClient, WebhookOptions };

async function probe(client: WebhookClient): Promise<Capability[]> {
  try {
    await client.knock();
    return [{ name: 'send', available: true, reason: { ru: 'Приёмник отвечает', en: 'The receiver answers' } }];
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ name: 'send', available: false, reason: error.userMessage }];
  }
}

/** Signed requests to an address of yours: https://www.standardwebhooks.com */
export const webhook = defineConnector<WebhookOptions, WebhookClient>({
  system: 'webhook',
  title: { ru: 'Вебхук', en: 'Webhook' },
  options: webhookOptions,
  connect: createWebhookClient,
  probe,
  describe: async () => [
    {
      entity: 'message',
      fields: [
        { name: 'template', type: 'string', title: 'type', required: true, readOnly: false },
        { name: 'at', type: 'datetime', title: 'timestamp', required: true, readOnly: false },
        { name: 'data', type: 'json', title: 'data', required: true, readOnly: false },
      ],
    },
  ],
  budgets: webhookBudgets,
  pulls: {},
  writes: { 'message.send': postMessage },
  sends: 'webhook',
});
