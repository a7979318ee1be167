import { Hono } from 'hono';
import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import { recordPage } from '../core/record-page.ts';
import type { Twin, TwinConnection } from '../core/types.ts';
import { portalActs, recordActs } from './acts.ts';
import { setupActs } from './acts-setup.ts';
import { talkActs } from './acts-talk.ts';
import { createAddress } from './address.ts';
import { createAuth, sandboxApplicationToken, sandboxWebhook } from './auth.ts';
import { mountUpload } from './disk/upload.ts';
import { mountDownloads } from './downloads.ts';
import { createEvents } from './events.ts';
import { entityTypes } from './field-spec.ts';
import { updateItem } from './items.ts';
import { createOperatingBudget, createRateLimit } from './limits.ts';
import type { Machine } from './method.ts';
import { mountOAuth } from './oauth.ts';
import { createOfflineQueue } from './offline.ts';
import { createPortal } from './portal.ts';
import { mountRest, type Traffic } from './rest.ts';
import { seedPortal } from './seed.ts';
import { readState, stateEntities } from './state.ts';
import { mountRestV3 } from './v3/rest.ts';

export interface Bitrix24TwinOptions {
  clock: Clock;
  /** Rates are multiplied and running times divided by it. */
  limitScale: number;
  /** Address of the sandbox without a trailing slash; asked late, since its port is known only once it listens. */
  publicUrl: () => string;
}

export type Bitrix24Twin = Twin & {
  connection: () => TwinConnection;
  /** Cancels events that have not left yet. */
  stop(): void;
};

/** Records that have a page of their own on a portal. */
const CARDS = [
  ['deal', 'deals', 'Сделка'],
  ['contact', 'contacts', 'Контакт'],
  ['company', 'companies', 'Компания'],
] as const;

/** How long a robot takes to notice a new deal. */
const ROBOT_MS = 25;

/**
 * A Bitrix24 cloud portal, to be mounted under `/bitrix24`.
 *
 * `reset` empties records, history, queue, logs, limits, switches and faults; outgoing webhooks, bindings and tokens stay, since they are
 * part of a connection.
 */
export function createBitrix24Twin(options: Bitrix24TwinOptions): Bitrix24Twin {
  const { clock, limitScale } = options;
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const address = createAddress(options.publicUrl);
  const auth = createAuth(clock);
  const portal = createPortal(clock, ledger);
  const offline = createOfflineQueue(portal);
  const events = createEvents({ portal, auth, address, faults, offline, limitScale });
  const machine: Machine = { portal, auth, address, events, offline, faults, limitScale };
  const rate = createRateLimit(clock, limitScale);
  const operating = createOperatingBudget(clock);
  const application = { redirectUri: null as string | null };
  const traffic: Traffic = { requests: 0, refused: 0, violations: [], byMethod: {} };

  portal.emit = events.emit;
  portal.endpoint = address.clientEndpoint;
  portal.onDealCreated = (dealId) => {
    if (portal.switches.robot) events.later(ROBOT_MS, () => robotTouches(dealId));
  };

  function robotTouches(dealId: number): void {
    if (!portal.records[entityTypes.deal].has(dealId)) return;
    const actor = { by: 'robot', userId: 1, operation: 'robot' } as const;
    updateItem(portal, entityTypes.deal, dealId, { additionalInfo: 'Проверено роботом' }, { actor, originalNames: false });
  }

  const app = new Hono();
  mountOAuth(app, { auth, address, faults, redirectUri: () => application.redirectUri });
  mountDownloads(app, portal);
  mountUpload(app, portal);
  const rest = { machine, auth, address, rate, operating, traffic };
  for (const [card, entity, title] of CARDS) {
    app.get(`/crm/${card}/details/:id/`, (c) => {
      const id = c.req.param('id');
      const rows = (readState(portal, events, traffic, entity) ?? []) as { id?: unknown }[];
      return recordPage(`${title} № ${id}`, rows.find((row) => String(row.id) === id) ?? null);
    });
  }
  mountRestV3(app, rest);
  mountRest(app, rest);

  return {
    name: 'bitrix24',
    app,
    ledger,
    faults,
    entities: [...stateEntities],
    state: (entity) => readState(portal, events, traffic, entity),
    seed: (seeding) => seedPortal(portal, seeding),
    reset() {
      portal.reset();
      offline.clear();
      events.clear();
      ledger.clear();
      faults.set(0, []);
      rate.clear();
      operating.clear();
      address.restore();
      auth.restore();
      Object.assign(traffic, { requests: 0, refused: 0, violations: [], byMethod: {} });
    },
    acts: { ...recordActs(machine), ...portalActs(machine, address, application), ...setupActs(machine), ...talkActs(machine) },
    connection: () => ({
      system: 'bitrix24',
      options: {
        auth: 'webhook',
        portal: address.portal(),
        webhookUserId: sandboxWebhook.userId,
        webhookSecret: sandboxWebhook.secret,
        dealCategoryId: '7',
        applicationToken: sandboxApplicationToken,
        privateNetworks: ['127.0.0.0/8'],
      },
    }),
    stop: () => events.stop(),
  };
}
