import type { ClaimPayment } from '../../domain/booking/ports.ts';
import type { Claim } from '../../domain/deals/claim.ts';
import { countedIn, findingOf, standingOf } from '../../domain/payments/compare.ts';
import { factKey, type PaymentFact } from '../../domain/payments/fact.ts';
import { matchPayments } from '../../domain/payments/match.ts';
import { documentsHint } from '../../ingress/documents.ts';
import { subjects } from '../../ingress/subjects.ts';
import { getPair, modeOf, type PairRow } from '../../store/connections.ts';
import type { Db } from '../../store/database.ts';
import { insertEvents } from '../../store/inbox.ts';
import { getLink, type LinkRow } from '../../store/links.ts';
import {
  type ClaimShare,
  judgeShare,
  keepPayment,
  keepShare,
  lockClaim,
  noteAccount,
  pairPayments,
  sharesOfClaim,
} from '../../store/payments.ts';
import { closeTask } from '../../store/tasks.ts';
import { at } from '../context.ts';
import type { PaymentDeps } from '../payments.ts';
import { postPayment } from './post.ts';
import { askAboutPayment, askToRefund, findingKey } from './tasks.ts';

/** Money of a claim moved in the booking system: its payments are read. @param linkId  of the claim's deal */
export async function readClaim(deps: PaymentDeps, linkId: string): Promise<{ result: string; writes: number }> {
  const link = await getLink(deps.db, linkId);
  const pair = link === null ? null : await getPair(deps.db, link.pairId);
  if (link === null || pair === null) return { result: 'gone', writes: 0 };
  return { result: 'read', writes: await settleClaim(deps, link, pair) };
}

/**
 * Brings what is known of a claim's payments up to date: the booking system's list is kept, payments of providers are found in it, each is compared with the
 * claim, and what changed is told as a fact. What the booking system lacks is posted there. Returns the number of writes.
 */
export async function settleClaim(deps: PaymentDeps, link: LinkRow, pair: PairRow): Promise<number> {
  const connectionId = pair.leftConnection;
  const mode = await modeOf(deps.db, 'payments', connectionId);
  if (mode === 'off') return 0;
  const booking = await deps.booking(connectionId);
  const ref = { guid: link.leftId, number: link.leftNumber ?? '' };
  const claim = await at(connectionId, booking.getClaim(ref));
  const listed = claim === null ? [] : await at(connectionId, booking.listPayments(ref));
  const judged = await deps.db.transaction(async (tx) => {
    await lockClaim(tx, link.id);
    for (const payment of listed) await keepBooked(deps, tx, link, connectionId, payment);
    const done = await judge(deps, tx, link, connectionId, claim, new Set(listed.map(({ id }) => id)));
    if (claim !== null) await noteAccount(tx, link.id, claim.money.claim.paid);
    return done;
  });
  let writes = 0;
  for (const { payment, share, finding, booked } of judged) {
    if (finding === null) await closeTask(deps.db, findingKey(payment, link), 'hub');
    else await askAboutPayment(deps, payment, link, finding);
    if (payment.source !== 'provider') continue;
    if (booked) {
      await closeTask(deps.db, `booking:${payment.id}:${link.id}`, 'hub');
      if (Number(payment.refunded) > 0) await askToRefund(deps, payment, link);
    } else if (finding === null && payment.state === 'paid' && share.rest === share.share) {
      writes += await postPayment(deps, { link, connectionId, mode, payment, share });
    }
  }
  return writes;
}

/** A payment of the booking system's list, and this claim's share of it. The name of a company that pays is sealed like a person's. */
async function keepBooked(deps: PaymentDeps, tx: Db, link: LinkRow, connectionId: string, read: ClaimPayment): Promise<void> {
  const { sum, currency } = read.paid;
  const { id } = await keepPayment(tx, deps.vault, {
    connectionId,
    externalId: read.id,
    source: 'booking',
    state: sum.startsWith('-') ? 'refunded' : 'paid',
    amount: sum,
    currency,
    paidAt: read.date === null ? null : new Date(`${read.date.slice(0, 10)}T00:00:00Z`),
    cash: read.cash,
    receipt: read.receipt,
    payer: read.payer === null ? null : { text: read.payer.name, personId: link.personId },
  });
  await keepShare(tx, { paymentId: id, linkId: link.id, share: sum, rest: sum, currency });
}

interface Judgement extends ClaimShare {
  finding: PaymentFact['finding'];
  booked: boolean;
}

const dayOf = (moment: Date | null) => moment?.toISOString().slice(0, 10) ?? null;

/** Compares every payment of a claim with it, pairs what is one, and tells what changed. */
async function judge(
  deps: PaymentDeps,
  tx: Db,
  link: LinkRow,
  connectionId: string,
  claim: Claim | null,
  listed: ReadonlySet<string>,
): Promise<Judgement[]> {
  const all = await sharesOfClaim(tx, link.id);
  const ours = all.filter(({ payment }) => payment.source === 'provider');
  const theirs = all.filter(({ payment }) => payment.source === 'booking' && listed.has(payment.externalId));
  const pairs = matchPayments(
    ours.map(({ payment, share }) => ({
      id: payment.id,
      share: { sum: share.share, currency: share.currency },
      day: dayOf(payment.paidAt),
      receipt: share.receipt,
      known: payment.sameAs,
    })),
    theirs.map(({ payment, share }) => ({
      id: payment.id,
      share: { sum: share.share, currency: share.currency },
      day: dayOf(payment.paidAt),
      receipt: payment.receipt,
      cash: payment.cash,
    })),
  );
  const paired = new Set(pairs.values());
  const judged: Judgement[] = [];
  for (const one of all) {
    const { payment, share } = one;
    if (paired.has(payment.id)) continue;
    const other = pairs.get(payment.id);
    if (other !== undefined && payment.sameAs !== other) await pairPayments(tx, payment.id, other);
    const booked = payment.source === 'booking' ? listed.has(payment.externalId) : other !== undefined;
    const rest = { sum: share.rest, currency: share.currency };
    const finding = claim === null ? 'claim_unknown' : findingOf(rest, claim, booked);
    const counted = claim === null ? null : countedIn(rest, claim);
    judged.push({ ...one, finding, booked });
    const fact: PaymentFact = {
      payment: payment.id,
      link: link.id,
      revision: share.revision + 1,
      share: rest,
      counted,
      booked,
      claim: claim === null ? null : standingOf(claim),
      finding,
    };
    if (!isNews(one, fact)) continue;
    const known = { counted: counted?.sum ?? null, countedCurrency: counted?.currency ?? null, booked, finding };
    await judgeShare(tx, share, known, fact.revision);
    await tell(deps, tx, connectionId, link, fact);
  }
  return judged;
}

/** A share that was told before with the same outcome is no news. */
function isNews({ share }: ClaimShare, fact: PaymentFact): boolean {
  const same =
    share.booked === fact.booked &&
    share.finding === fact.finding &&
    share.counted === (fact.counted?.sum ?? null) &&
    share.countedCurrency === (fact.counted?.currency ?? null);
  return share.revision === 0 || !same;
}

/** The fact is kept with the claim's other events. Nobody is to work it off: it tells what is known by now, and wakes the run of the claim's documents. */
async function tell(deps: PaymentDeps, tx: Db, connectionId: string, link: LinkRow, fact: PaymentFact): Promise<void> {
  await insertEvents(tx, deps.vault, [
    {
      connectionId,
      deliveryId: null,
      kind: 'fact',
      entity: 'payment',
      externalId: fact.payment,
      subject: subjects.deal(link.id),
      vendorKey: factKey(fact),
      body: fact,
      result: 'kept',
    },
    documentsHint(connectionId, link.id),
  ]);
}
