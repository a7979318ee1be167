import { defineConnector } from '../sdk/contract.ts';
import { type Bitrix24, createClient } from './client.ts';
import { describe } from './describe.ts';
import { hook } from './hook.ts';
import { budgets } from './limits.ts';
import { type Bitrix24Options, bitrix24Options } from './options.ts';
import { probe } from './probe.ts';
import { pulls } from './pulls.ts';
import { writes } from './writes.ts';

export type { Bitrix24, Bitrix24Options };

/** Bitrix24: deals, contacts and companies over the universal CRM surface. */
export const bitrix24 = defineConnector<Bitrix24Options, Bitrix24>({
  system: 'bitrix24',
  title: { ru: 'Битрикс24', en: 'Bitrix24' },
  options: bitrix24Options,
  connect: createClient,
  probe,
  describe,
  budgets,
  hook,
  pulls,
  writes,
});
