/** Workflow ids, built here and nowhere else, from our own opaque ids. A subject is the id of the run that drains it. */
export type SubjectKind = 'deal' | 'contact' | 'company' | 'documents' | 'screen' | 'payments' | 'deliveries' | 'relay';

export const subjects = {
  deal: (linkId: string) => `deal:${linkId}`,
  contact: (linkId: string) => `contact:${linkId}`,
  company: (linkId: string) => `company:${linkId}`,
  /** Documents of the claim of a link. */
  documents: (linkId: string) => `documents:${linkId}`,
  screen: (connectionId: string) => `screen:${connectionId}`,
  payments: (connectionId: string) => `payments:${connectionId}`,
  /** Reports about messages, worked off by the account's own sender. */
  deliveries: (connectionId: string) => `deliveries:${connectionId}`,
  /** One lane of a route, see `laneId`. */
  relay: (lane: string) => `relay:${lane}`,
} as const;

/** Which lane of a route takes the events of an order key: eight hexadecimal digits of it, spread evenly. Store and SQL reckon the same. */
export function laneId(routeId: string, orderKey: string, lanes: number): string {
  return `${routeId}:${Number.parseInt(orderKey.slice(0, 8), 16) % lanes}`;
}

const LINKED: readonly SubjectKind[] = ['deal', 'contact', 'company', 'documents'];

/** The link that a subject works on; null where it serves a connection or a route. */
export function linkOfSubject(subject: string): string | null {
  const { kind, id } = parseSubject(subject);
  return LINKED.includes(kind) ? id : null;
}

export const runIds = {
  pull: (connectionId: string, name: string) => `pull:${connectionId}:${name}`,
  maintain: (connectionId: string) => `upkeep:maintain:${connectionId}`,
  bulk: (jobId: string) => `bulk:${jobId}`,
  reconcile: (pairId: string) => `upkeep:reconcile:${pairId}`,
} as const;

/** The parts of a subject. @throws Error for an unknown kind */
export function parseSubject(subject: string): { kind: SubjectKind; id: string } {
  const at = subject.indexOf(':');
  const kind = subject.slice(0, at);
  if (!(kind in subjects)) throw new Error(`unknown subject ${subject}`);
  return { kind: kind as SubjectKind, id: subject.slice(at + 1) };
}
