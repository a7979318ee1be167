import { type Clock, systemClock } from '../../sandbox/core/clock.ts';
import type { Twin } from '../../sandbox/core/types.ts';
import { createSamoTwin } from '../../sandbox/samo/index.ts';
import { type SamoCaller, samoCaller } from './samo-caller.ts';

const servicePath = '/modules/andromeda_3/service.php';

/** Parts of a claim as the control API shows it, as far as tests look at them. */
export interface SeenClaim {
  number: number;
  guid: string;
  rawStatus: number;
  status: string;
  payStatus: string;
  price: string;
  currency: string;
  note: string | null;
  editedAt: string;
  dateBeg: string;
  offer: boolean;
  cancelledAt: string | null;
  cancelRequestedAt: string | null;
  moneys: { currency: string; isClaimCurrency: boolean; price: string; paid: string; debt: string }[];
  buyer: { kind: string; key: string; name: string; phone: string | null; travels: boolean };
  peoples: { key: string; iid: string; name: string; lname: string; born: string; phone: string | null; pnumber: string }[];
}

/** A twin without a server: calls go straight into its app. */
export function samoDesk(clock: Clock = systemClock): { twin: Twin; caller: SamoCaller; claims(): SeenClaim[] } {
  const twin = createSamoTwin({ clock, publicUrl: () => 'http://samo.example.org' });
  const caller = samoCaller(async (body) => twin.app.request(servicePath, { method: 'POST', body }));
  return { twin, caller, claims: () => (twin.state('claims') ?? []) as SeenClaim[] };
}

/** Fails the test at once where an index has nothing. */
export function existing<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('expected to be there');
  return value;
}

export function idParams(claim: { number: number; guid: string }): string {
  return `<CLAIM>${claim.number}</CLAIM><GUID>${claim.guid}</GUID>`;
}
