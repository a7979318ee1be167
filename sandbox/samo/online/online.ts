import type { Door } from '../export/door.ts';
import { incorrectAction, unknownMethod } from '../export/error.ts';
import type { References } from '../gate/references.ts';
import type { Settings } from '../settings.ts';
import { currencyActions } from './currency.ts';
import { errorAnswer, successAnswer } from './envelope.ts';
import type { Action } from './market.ts';
import { searchActions } from './search-tour.ts';
import { ticketActions } from './tickets.ts';

const actions: Record<string, Action> = { ...searchActions, ...currencyActions, ...ticketActions };

export interface OnlineParts {
  references: References;
  now: () => number;
  settings: () => Settings;
}

/** The Online API: search, prices, currencies, tickets; the names of actions and parameters are case-sensitive. */
export function onlineDoor({ references, now, settings }: OnlineParts): Door {
  return {
    scope: 'online-api',
    operation: ({ parameters }) => parameters['action'] ?? 'api',
    refuse: (request, error) => errorAnswer(request, error, settings()),
    answer(request) {
      if (request.method === 'POST' && settings().onlinePost === 'error500') {
        return new Response('Internal Server Error', { status: 500 });
      }
      const { action = '' } = request.parameters;
      if (!/^[^_]+_[^_]/.test(action)) throw incorrectAction();
      const perform = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (perform === undefined) throw unknownMethod(action);
      const payload = perform(request.parameters, { references, nowMs: now() });
      return successAnswer(request, action, payload, settings());
    },
  };
}
