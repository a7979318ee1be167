import { isHubError } from '../../domain/errors.ts';
import { type Capability, defineConnector } from '../sdk/contract.ts';
import { createSmscClient, type SmscClient } from './client.ts';
import { hook } from './hook.ts';
import { type SmscOptions, smscBudgets, smscOptions } from './options.ts';
import { sendSms } from './send.ts';

export type { SmscClient, SmscOptions };

/** Outgoing SMS: one account at SMSC. */
export const smsc = defineConnector<SmscOptions, SmscClient>({
  system: 'smsc',
  title: { ru: 'SMS (SMSC)', en: 'SMS (SMSC)' },
  options: smscOptions,
  connect: createSmscClient,
  probe,
  describe: async () => [
    {
      entity: 'message',
      fields: ['to', 'text'].map((name) => ({
        name,
        type: 'string' as const,
        title: name,
        required: true,
        readOnly: false,
      })),
    },
  ],
  budgets: smscBudgets,
  hook,
  pulls: {},
  writes: { 'message.send': sendSms },
  sends: 'sms',
});

/** Asks for the balance, sends nothing. */
async function probe(client: SmscClient): Promise<Capability[]> {
  const notices: Capability = client.options.callbackSecret
    ? {
        name: 'status',
        available: true,
        reason: { ru: 'Уведомления о доставке принимаются', en: 'Notifications about delivery are taken' },
      }
    : {
        name: 'status',
        available: false,
        reason: {
          ru: 'Не указан секрет уведомлений: о недоставленном узел не узнает',
          en: 'No secret of notifications: Uzel does not hear of what was not delivered',
        },
      };
  try {
    const balance = await client.balance();
    return [
      {
        name: 'send',
        available: Number(balance) > 0,
        reason: { ru: `На счёте ${balance} ₽`, en: `${balance} RUB on the account` },
      },
      notices,
    ];
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ name: 'send', available: false, reason: error.userMessage }, notices];
  }
}
