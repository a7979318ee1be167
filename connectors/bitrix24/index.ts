import { defineConnector } from '../sdk/contract.ts';
import { type Bitrix24, createClient } from './client.ts';
import { describe } from './describe.ts';
import { hook } from './hook.ts';
import { install } from './install.ts';
import { budgets } from './limits.ts';
import { maintain } from './maintain.ts';
import { type Bitrix24Options, bitrix24Options } from './options.ts';
import { prepare } from './prepare.ts';
import { probe } from './probe/index.ts';
import { feeds, pulls } from './pulls/index.ts';
import { writes } from './writes/index.ts';

export type { Bitrix24, Bitrix24Options };

/** Bitrix24: the CRM over its universal surface, timeline, tasks, drive, documents, open lines; through a webhook or as an application. */
export const bitrix24 = defineConnector<Bitrix24Options, Bitrix24>({
  system: 'bitrix24',
  title: { ru: 'Битрикс24', en: 'Bitrix24' },
  options: bitrix24Options,
  connect: createClient,
  probe,
  describe,
  budgets,
  hook,
  install,
  maintain,
  prepare,
  recordPage: ({ portal }, { entity, id }) => `${String(portal)}/crm/${entity}/details/${encodeURIComponent(id)}/`,
  pulls,
  feeds,
  writes,
});
