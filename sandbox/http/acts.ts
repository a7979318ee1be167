import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import type { Clock } from '../core/clock.ts';
import type { Twin, TwinLedger } from '../core/types.ts';
import { type HttpState, makeItem } from './state.ts';

const fields = z.record(z.string(), z.unknown());
const making = z.strictObject({ fields });
const editing = z.strictObject({ id: z.string(), fields });
const sending = z.strictObject({ handler: z.url(), secret: z.string(), body: z.unknown() });

/** What people and other programs do in that system. */
export function createActs(deps: { clock: Clock; state(): HttpState; ledger: TwinLedger }): Twin['acts'] {
  const now = () => new Date(deps.clock.now()).toISOString();
  return {
    create(input) {
      const { fields: body } = making.parse(input);
      const item = makeItem(deps.state(), body, null, now());
      deps.ledger.record({ operation: 'items.create', entity: 'item', id: item.id, changed: true, fields: body, by: 'person' });
      return { id: item.id };
    },
    edit(input) {
      const { id, fields: change } = editing.parse(input);
      const item = deps.state().items.get(id);
      if (!item) throw new ActError('not_found', `there is no item ${id}`);
      item.body = { ...item.body, ...change };
      deps.ledger.record({ operation: 'items.update', entity: 'item', id, changed: true, fields: change, by: 'person' });
      return {};
    },
    /** Sends a signed event to a handler, as the system's webhook would. */
    async send(input) {
      const { handler, secret, body } = sending.parse(input);
      const text = JSON.stringify(body);
      const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
      const answer = await fetch(handler, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': signature },
        body: text,
      });
      return { status: answer.status };
    },
  };
}
