import type { TwinControl } from './twin-control.ts';

/** A claim as the SAMO twin shows it to its control API; what tests need of it. */
export interface HeldClaim {
  number: number;
  guid: string;
  offer: boolean;
  status: string;
  payStatus: string;
  dateBeg: string;
  price: string;
  currency: string;
  tour: { key: string; name: string };
  state: { key: string; name: string };
  spo: { key: string };
  cancelRequestedAt: string | null;
  moneys: { price: string; debt: string; paid: string; currency: string }[];
  buyer: { kind: 'person' | 'agency'; key: string; name: string; phone: string | null; travels: boolean };
  peoples: { key: string; name: string; phone: string | null; email: string | null }[];
}

export async function heldClaims(twin: TwinControl): Promise<HeldClaim[]> {
  return twin.state<HeldClaim>('claims');
}

/** The first claim that nobody has cancelled or asked to cancel, with its tour some way ahead. */
export async function liveClaim(twin: TwinControl, wanted: (claim: HeldClaim) => boolean = () => true): Promise<HeldClaim> {
  const soon = day(10);
  const found = (await heldClaims(twin)).find(
    (claim) => !claim.offer && !/Cancel/.test(claim.status) && claim.dateBeg > soon && wanted(claim),
  );
  if (!found) throw new Error('the seed has no such claim');
  return found;
}

export function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}
