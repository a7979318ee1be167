import { z } from 'zod';
import { isHubError } from '../../domain/errors.ts';
import type { Upkeep } from '../sdk/contract.ts';
import type { Bitrix24Options } from './options.ts';
import { AUTH_CONNECTOR, type Rest } from './rest.ts';
import { phpList } from './wire.ts';

const CHANGES = ['ADD', 'UPDATE', 'DELETE'];
/** A move to another funnel fires its own event and no update. */
const RECORDS = [
  ...['DEAL', 'CONTACT', 'COMPANY', 'LEAD', 'TIMELINECOMMENT', 'ACTIVITY'].flatMap((kind) =>
    CHANGES.map((change) => `ONCRM${kind}${change}`),
  ),
  'ONCRMDEALMOVETOCATEGORY',
];
const LINES = [
  'ONIMCONNECTORMESSAGEADD',
  'ONIMCONNECTORMESSAGEUPDATE',
  'ONIMCONNECTORMESSAGEDELETE',
  'ONIMCONNECTORDIALOGSTART',
  'ONIMCONNECTORDIALOGFINISH',
  'ONIMCONNECTORSTATUSDELETE',
  'ONIMCONNECTORLINEDELETE',
];

interface Binding {
  event: string;
  /** Empty for the event queue. */
  handler: string;
}

/** Events that the portal sends to this application. They vanish with each update of the application, hence the daily comparison. */
export interface Subscriptions {
  /** Binds what is missing and unbinds our events that still go to another address. Idempotent; answers with the names it bound. */
  ensure(upkeep: Upkeep): Promise<string[]>;
}

const bound = phpList(z.object({ event: z.string(), handler: z.string().nullish(), offline: z.coerce.number().catch(0) }));

export function createSubscriptions(rest: Rest, options: Bitrix24Options, deadlineAt: () => number): Subscriptions {
  async function present(): Promise<Binding[]> {
    const { result } = await rest.readAlone('event.get', {}, bound);
    return result.map(({ event, handler, offline }) => ({ event: event.toUpperCase(), handler: offline ? '' : (handler ?? '') }));
  }

  async function bind({ event, handler }: Binding): Promise<void> {
    const params = handler === '' ? { event, event_type: 'offline', auth_connector: AUTH_CONNECTOR } : { event, handler };
    try {
      await rest.write('event.bind', params, z.unknown(), deadlineAt());
    } catch (error) {
      if (!isBoundAlready(error)) throw error;
    }
  }

  return {
    async ensure(upkeep) {
      const known = new Set((await rest.readAlone('events', {}, phpList(z.string()))).result.map((name) => name.toUpperCase()));
      const wanted = bindings(options, upkeep).filter(({ event }) => known.has(event));
      const there = await present();
      const ours = new Set(wanted.map(({ event }) => event));
      for (const { event, handler } of there) {
        const stale = ours.has(event) && handler !== '' && !wanted.some((one) => same(one, { event, handler }));
        if (stale) await rest.write('event.unbind', { event, handler }, z.unknown(), deadlineAt());
      }
      const missing = wanted.filter((one) => !there.some((other) => same(one, other)));
      for (const binding of missing) await bind(binding);
      return missing.map(({ event }) => event);
    },
  };
}

/** With the queue, records are told there and only the wake-up comes by itself. */
function bindings(options: Bitrix24Options, { hookUrl, installUrl }: Upkeep): Binding[] {
  const at = (handler: string) => (event: string) => ({ event, handler });
  return [
    ...(options.eventQueue ? [...RECORDS.map(at('')), at(hookUrl)('ONOFFLINEEVENT')] : RECORDS.map(at(hookUrl))),
    ...LINES.map(at(hookUrl)),
    at(installUrl)('ONAPPUNINSTALL'),
  ];
}

const same = (a: Binding, b: Binding) => a.event === b.event && a.handler === b.handler;

/** The portal has several words for it. */
function isBoundAlready(error: unknown): boolean {
  return (
    isHubError(error) && /binded|bound|unable to set event handler|BINDING_EXISTS/i.test(`${error.code} ${error.detail ?? ''}`)
  );
}
