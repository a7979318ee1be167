import type { Clock } from '../core/clock.ts';
import { prng, type Random } from '../core/random.ts';
import type { TwinLedger } from '../core/types.ts';
import type { Agency, Claim, ClaimView, Person } from './claim.ts';
import { localMoment } from './dates.ts';

/** One change of a claim, as the ledger tells it. */
export interface Change {
  operation: string;
  by: 'api' | 'person';
  /** Names and new values of what was set. */
  fields: Record<string, unknown>;
  /** Whether the vendor moves `edate` for it; payments do not. */
  movesEditedAt: boolean;
}

/** The operator's database: claims, the people in them, and the version before the last change of each claim. */
export interface BackOffice {
  readonly people: Map<string, Person>;
  readonly agencies: Map<string, Agency>;
  /** Guids of claims whose price has moved since anybody read them through the service. */
  readonly repriced: Set<string>;
  random: Random;
  delimiter: string;
  now(): number;
  /** Oldest number first. */
  claims(): Claim[];
  nextNumber(): number;
  /** By number, or by guid in any case, with or without braces. */
  find(numberOrGuid: string): Claim | undefined;
  add(claim: Claim): void;
  view(claim: Claim): ClaimView;
  /** What was there before the last change; the present where nothing has changed yet. */
  previousView(claim: Claim): ClaimView;
  /** Applies a change and records it, with `changed: false` and an untouched `edate` where it altered nothing. */
  change(claim: Claim, change: Change, apply: () => void): boolean;
  clear(): void;
}

const firstNumber = 410_001;

export function createBackOffice(options: { clock: Clock; ledger: TwinLedger; delimiter: string }): BackOffice {
  const byGuid = new Map<string, Claim>();
  const byNumber = new Map<string, Claim>();
  const ofBuyer = new Map<string, Claim[]>();
  const previous = new Map<string, ClaimView>();
  const people = new Map<string, Person>();
  const agencies = new Map<string, Agency>();
  const repriced = new Set<string>();

  function view(claim: Claim): ClaimView {
    const buyer = claim.buyer.kind === 'agency' ? agencies.get(claim.buyer.key) : people.get(claim.buyer.key);
    if (buyer === undefined) throw new Error(`claim ${claim.number} has no buyer`);
    const travellers = claim.tourists.flatMap(({ key }) => {
      const person = people.get(key);
      return person === undefined ? [] : [[key, person] as const];
    });
    return { claim, buyer, people: new Map(travellers) };
  }

  const office: BackOffice = {
    people,
    agencies,
    repriced,
    random: prng(1),
    delimiter: options.delimiter,
    now: () => options.clock.now(),
    claims: () => [...byGuid.values()],
    nextNumber: () => firstNumber + byGuid.size,
    find: (numberOrGuid) => byNumber.get(numberOrGuid) ?? byGuid.get(numberOrGuid.replace(/^\{|\}$/g, '').toUpperCase()),
    add(claim) {
      byGuid.set(claim.guid, claim);
      byNumber.set(String(claim.number), claim);
      ofBuyer.set(claim.buyer.key, [...(ofBuyer.get(claim.buyer.key) ?? []), claim]);
    },
    view,
    previousView: (claim) => previous.get(claim.guid) ?? view(claim),
    change(claim, change, apply) {
      // A buyer is one record: what changes in them shows in all their claims.
      const affected = ofBuyer.get(claim.buyer.key) ?? [claim];
      const before = affected.map((each) => structuredClone(view(each)));
      apply();
      let changed = false;
      affected.forEach((each, index) => {
        const old = before[index];
        if (old === undefined || sameView(old, view(each))) return;
        previous.set(each.guid, old);
        changed = true;
      });
      if (changed && change.movesEditedAt) claim.editedAt = localMoment(options.clock.now());
      const { operation, by, fields } = change;
      options.ledger.record({ operation, entity: 'claim', id: claim.guid, changed, fields, by });
      return changed;
    },
    clear() {
      for (const held of [byGuid, byNumber, ofBuyer, previous, people, agencies, repriced]) held.clear();
      office.random = prng(1);
    },
  };
  return office;
}

function sameView(a: ClaimView, b: ClaimView): boolean {
  return JSON.stringify([a.claim, a.buyer, [...a.people]]) === JSON.stringify([b.claim, b.buyer, [...b.people]]);
}
