import type { Address } from './address.ts';
import { type Auth, memberId, sandboxApp, sandboxApplicationToken } from './auth.ts';
import type { Portal, PortalEvent } from './portal.ts';
import type { WireMap } from './wire.ts';

/** Who is told, as far as a body shows it. */
export interface Recipient {
  /** Number of the subscription; null for what an application is told without one. */
  id: number | null;
  kind: 'webhook' | 'application';
  /** Whose token the body carries. */
  userId: number;
}

export interface BodyDeps {
  portal: Portal;
  auth: Auth;
  address: Address;
}

/** Bodies that bring a refresh token on the wire too. */
const withRefreshToken = ['ONOFFLINEEVENT', 'ONAPPINSTALL'];

/** What the documentation draws differently from the other events; `numbered` is the key of the handler's number. */
const drawn: { [event: string]: { name?: string; numbered?: 'eventId'; bare?: true; wireAuth?: true } } = {
  ONCRMTIMELINECOMMENTADD: { name: 'onCrmTimelineCommentAdd', bare: true },
  ONCRMTIMELINECOMMENTUPDATE: { name: 'onCrmTimelineCommentUpdate', bare: true },
  ONCRMTIMELINECOMMENTDELETE: { name: 'onCrmTimelineCommentDelete', bare: true },
  ONCRMACTIVITYADD: { name: 'onCrmActivityAdd' },
  ONCRMACTIVITYUPDATE: { name: 'onCrmActivityUpdate' },
  ONCRMACTIVITYDELETE: { name: 'onCrmActivityDelete' },
  ONIMCONNECTORDIALOGSTART: { numbered: 'eventId' },
  ONSESSIONFINISH: { numbered: 'eventId' },
  ONIMCONNECTORSTATUSDELETE: { wireAuth: true },
};

/** Keys in the order of the wire; every value is a string. A change made by a robot carries no tokens. */
export function eventBody(deps: BodyDeps, to: Recipient, event: PortalEvent): WireMap {
  const { portal } = deps;
  const drawing = portal.switches.documentedEvents ? (drawn[event.name] ?? {}) : null;
  const fields: WireMap = drawing?.bare ? event.data : { FIELDS: event.data };
  const unnumbered = to.id === null || drawing?.name !== undefined;
  const number: WireMap = unnumbered ? {} : { [drawing?.numbered ?? 'event_handler_id']: String(to.id) };
  return {
    event: drawing?.name ?? event.name,
    ...number,
    data: event.body ?? fields,
    ts: String(Math.floor(portal.clock.now() / 1000)),
    auth: authOf(deps, to, event, drawing !== null && drawing.wireAuth !== true),
  };
}

function authOf({ auth, address }: BodyDeps, to: Recipient, event: PortalEvent, asDrawn: boolean): WireMap {
  const origin = {
    domain: address.domain(),
    client_endpoint: address.clientEndpoint(),
    server_endpoint: address.serverEndpoint(),
    member_id: memberId,
  };
  if (to.kind === 'webhook') return { ...origin, application_token: sandboxApplicationToken };
  const { applicationToken: application_token } = sandboxApp;
  if (event.actor.by === 'robot' || event.name === 'ONAPPUNINSTALL') return { ...origin, application_token };
  const token = auth.forEvent(to.userId);
  return {
    access_token: token.access_token,
    ...(!asDrawn && { expires: String(token.expires) }),
    expires_in: String(token.expires_in),
    scope: auth.scopes.oauth.join(','),
    domain: origin.domain,
    server_endpoint: origin.server_endpoint,
    status: 'L',
    client_endpoint: origin.client_endpoint,
    member_id: memberId,
    ...(!asDrawn && { user_id: String(to.userId) }),
    ...((asDrawn || withRefreshToken.includes(event.name)) && { refresh_token: token.refresh_token }),
    application_token,
  };
}
