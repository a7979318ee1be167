import { applicationEvents } from '../event-names.ts';
import type { Subscription } from '../events.ts';
import type { Call, Method, MethodTable } from '../method.ts';
import { VendorError } from '../vendor-error.ts';
import { asText, type WireMap } from '../wire.ts';

const application = { scopes: [], seconds: 0.03, webhookRefusal: 'WRONG_AUTH_TYPE' } as const;

/** Subscriptions of an application and its offline queue; none of this works through an incoming webhook. */
export const eventMethods: MethodTable = {
  events: { scopes: [], seconds: 0.01, run: () => ({ result: applicationEvents }) },
  'event.bind': {
    ...application,
    run(call) {
      const { params, machine, credential } = call;
      const type = asText(params['event_type']) === 'offline' ? 'offline' : 'online';
      const handler = asText(params['handler']);
      if (type === 'online' && !/^https?:\/\//.test(handler))
        throw new VendorError(400, 'ERROR_ARGUMENT', 'Handler URL is required');
      const subscription = machine.events.subscribe({
        kind: 'application',
        event: knownEvent(call),
        handler,
        type,
        userId: Number(asText(params['auth_type']) || credential.userId),
        authConnector: asText(params['auth_connector']),
      });
      if (subscription === null) throw new VendorError(400, 'ERROR_CORE', 'Unable to set event handler: Handler already binded');
      return { result: true };
    },
  },
  'event.get': {
    ...application,
    run: ({ machine }) => ({ result: machine.events.subscriptions().filter(isBound).map(row) }),
  },
  'event.unbind': {
    ...application,
    run(call) {
      const event = knownEvent(call);
      const handler = asText(call.params['handler']);
      const offline = asText(call.params['event_type']) === 'offline';
      const count = call.machine.events.unsubscribe(
        (one) => isBound(one) && one.event === event && (offline ? one.type === 'offline' : one.handler === handler),
      );
      return { result: { count } };
    },
  },
  'event.test': {
    ...application,
    run({ machine, params, actor }) {
      const { auth: _, ...query } = params;
      machine.events.test({ name: 'ONAPPTEST', data: {}, objectId: '', actor }, query);
      return { result: 1 };
    },
  },
  'event.offline.get': offline(({ machine, params }) => ({ result: machine.offline.get(params) })),
  'event.offline.list': offline(({ machine, params }) => {
    const rows = machine.offline.list(params);
    return { result: rows, total: rows.length };
  }),
  'event.offline.clear': offline(({ machine, params }) => {
    machine.offline.confirm(params);
    return { result: true };
  }),
  'event.offline.error': offline(({ machine, params }) => {
    machine.offline.fail(params);
    return { result: true };
  }),
};

/** The queue is the administrator's. @throws VendorError ACCESS_DENIED for everybody else */
function offline(run: Method['run']): Method {
  return {
    ...application,
    run(call) {
      const admin = call.machine.portal.users.some((user) => user.id === call.credential.userId && user.admin);
      if (!admin) throw new VendorError(403, 'ACCESS_DENIED', 'Access denied!');
      return run(call);
    },
  };
}

function knownEvent({ params }: Call): string {
  const event = asText(params['event']).toUpperCase();
  if (!applicationEvents.includes(event)) throw new VendorError(400, 'ERROR_EVENT_NOT_FOUND', 'Event not found');
  return event;
}

const isBound = (subscription: Subscription) => subscription.kind === 'application';

function row({ event, handler, type, userId, authConnector }: Subscription): WireMap {
  const common = { event, auth_type: String(userId), offline: type === 'offline' ? 1 : 0 };
  return type === 'offline' ? { ...common, connector_id: authConnector } : { ...common, handler };
}
