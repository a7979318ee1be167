import { z } from 'zod';
import { ActError } from '../core/act-error.ts';
import type { Twin } from '../core/types.ts';
import { sandboxApp } from './auth.ts';
import type { Machine } from './method.ts';
import { actions } from './rights.ts';

/** What happens to an application or to the portal's set-up as a whole. */
export function setupActs({ portal, auth, events }: Machine): Twin['acts'] {
  const actor = { by: 'person', userId: 1, operation: 'app' } as const;
  return {
    install_app(input) {
      const { handler } = z.strictObject({ handler: z.url() }).parse(input);
      const body = { VERSION: '1', ACTIVE: 'Y', INSTALLED: 'Y', LANGUAGE_ID: 'ru' };
      events.tell(handler, { name: 'ONAPPINSTALL', data: {}, body, objectId: '', actor });
      return { application_token: sandboxApp.applicationToken };
    },
    uninstall_app(input) {
      const { handler, clean } = z.strictObject({ handler: z.url(), clean: z.boolean().default(false) }).parse(input);
      events.unsubscribe((subscription) => subscription.kind === 'application');
      auth.expire({ refresh: true, seconds: null });
      const body = { LANGUAGE_ID: 'ru', CLEAN: clean ? '1' : '0' };
      events.tell(handler, { name: 'ONAPPUNINSTALL', data: {}, body, objectId: '', actor });
    },
    forbid(input) {
      const { entity, actions: taken } = z
        .strictObject({ entity: z.string().min(1), actions: z.array(z.enum(actions)).default([...actions]) })
        .parse(input);
      for (const action of taken) portal.forbidden.add(`${entity}.${action}`);
    },
    allow(input) {
      const { entity } = z.strictObject({ entity: z.string().optional() }).parse(input);
      for (const right of portal.forbidden) {
        if (entity === undefined || right.startsWith(`${entity}.`)) portal.forbidden.delete(right);
      }
    },
    slow(input) {
      const { operation, seconds } = z.strictObject({ operation: z.string().min(1), seconds: z.number().min(0) }).parse(input);
      portal.slow.set(operation.toLowerCase(), seconds);
    },
    strip() {
      const used = [...portal.records[2].values()].some((deal) => deal.values['categoryId'] !== 0);
      if (used) throw new ActError('refused', 'there are deals in the tour funnel');
      portal.categories = portal.categories.filter((category) => category.id === 0);
      portal.statuses = portal.statuses.filter((status) => status.dictionary !== 'DEAL_STAGE_7');
      for (const type of [1, 2, 3, 4] as const) {
        portal.userFields[type] = portal.userFields[type].filter((spec) => !spec.upper.startsWith('UF_CRM_UZEL_'));
      }
    },
  };
}
