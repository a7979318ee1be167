import type Big from 'big.js';
import { between, prng } from '../core/random.ts';
import type { BackOffice } from './back-office.ts';
import { bookSynthetic } from './booking.ts';
import type { Claim } from './claim.ts';
import { localMoment } from './dates.ts';
import { dueInPayment } from './money.ts';
import { cancel, confirm, markRead, takePayment } from './office-work.ts';

const dayMs = 86_400_000;

/** Fills the office with claims of the last three months in every state. The same seed on an empty office gives the same claims. */
export function seedClaims(office: BackOffice, seed: number, count: number): void {
  office.random = prng(seed);
  for (let n = 0; n < count; n += 1) {
    const daysAgo = between(office.random, 0, 90);
    live(office, bookSynthetic(office, { daysAgo }), daysAgo);
  }
}

/** What has happened to a claim since it was booked. */
function live(office: BackOffice, claim: Claim, daysAgo: number): void {
  const { random } = office;
  const later = () => office.now() - Math.floor(random() * daysAgo) * dayMs;
  const fate = random();
  if (fate < 0.03) {
    claim.offer = true;
    claim.rawStatus = 7;
    return;
  }
  if (fate < 0.1) return;
  if (fate < 0.2) markRead(claim, later());
  else confirm(claim, later());
  if (fate >= 0.2 && fate < 0.23) claim.confirmed = false;

  const payment = random();
  if (payment < 0.3) takePayment(claim, part(claim, between(random, 20, 60)), later(), random);
  else if (payment < 0.8) payInTwo(office, claim, later());
  // An installation that does not use status 6 flags part payments instead.
  if (claim.rawStatus === 6 && random() < 0.2) claim.rawStatus = 2;

  const end = random();
  if (end < 0.05) cancel(claim, null, 'Отмена по просьбе клиента', later());
  else if (end < 0.08) cancel(claim, part(claim, between(random, 10, 40)).toFixed(2), 'Отмена со штрафом', later());
  else if (end < 0.11) claim.cancelRequestedAt = localMoment(later());
  claim.editedAt =
    [claim.confirmedAt, claim.cancelledAt, claim.cancelRequestedAt, claim.createdAt]
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? claim.createdAt;
}

function part(claim: Claim, percent: number): Big {
  return dueInPayment(claim).times(percent).div(100).round(2);
}

function payInTwo(office: BackOffice, claim: Claim, nowMs: number): void {
  const advance = part(claim, 50);
  takePayment(claim, advance, nowMs, office.random);
  takePayment(claim, dueInPayment(claim).minus(advance), nowMs, office.random);
}
