import { between, pick, type Random } from '../core/random.ts';
import type { Twin } from '../core/types.ts';
import { syntheticPhone } from '../samo/synthetic-people.ts';

/** One thing that one person is about to do. */
export interface PlannedAct {
  twin: string;
  act: string;
  input: Record<string, unknown>;
}

type Row = Record<string, unknown>;

interface Desk {
  random: Random;
  claims: Row[];
  deals: Row[];
  managers: Row[];
}

/** What people do in a day, and how often: weights are relative. */
const habits: { weight: number; twin?: string; plan: (desk: Desk) => PlannedAct | null }[] = [
  { weight: 15, plan: () => ({ twin: 'samo', act: 'book', input: {} }) },
  { weight: 18, plan: (desk) => onClaim(desk, 'confirm', isUnconfirmed, () => ({})) },
  { weight: 26, plan: (desk) => onClaim(desk, 'pay', owes, (claim) => ({ amount: payment(desk.random, claim) })) },
  { weight: 9, twin: 'yookassa', plan: (desk) => atProvider(desk, 'yookassa') },
  { weight: 5, twin: 'tbank', plan: (desk) => atProvider(desk, 'tbank') },
  { weight: 4, plan: (desk) => onClaim(desk, 'request_cancel', asksNothing, () => ({})) },
  { weight: 2, plan: (desk) => onClaim(desk, 'cancel', awaitsCancel, (claim) => ({ penalty: penalty(desk.random, claim) })) },
  { weight: 1, plan: (desk) => onClaim(desk, 'refuse_cancel', awaitsCancel, () => ({})) },
  { weight: 10, plan: (desk) => onClaim(desk, 'edit', isLive, () => ({ patch: { phone: newPhone(desk.random) } })) },
  { weight: 6, plan: (desk) => onClaim(desk, 'edit', isLive, () => ({ patch: { note: pick(desk.random, wishes) } })) },
  { weight: 9, plan: (desk) => onDeal(desk, 'edit', () => responsible(desk)) },
  { weight: 9, plan: (desk) => onDeal(desk, 'comment', () => ({ text: pick(desk.random, remarks) })) },
];

const wishes = [
  'Просьба номер с видом на море',
  'Ранний заезд',
  'Вегетарианское питание на борту',
  'Детская кроватка',
  'Номера рядом',
];
const remarks = [
  'Позвонил клиенту, просит прислать документы на почту',
  'Клиент уточняет время вылета',
  'Напомнил об оплате до конца недели',
  'Клиент хочет заменить отель, жду ответа',
  'Отправил памятку туриста',
];

/** The portal's account for programs; nobody makes it responsible for a deal. */
const integrationUser = '1';

/** Draws the next act. Someone who finds nothing to do books a new trip. */
export function nextAct(random: Random, twins: ReadonlyMap<string, Twin>): PlannedAct {
  const desk: Desk = {
    random,
    claims: rows(twins, 'samo', 'claims'),
    deals: rows(twins, 'bitrix24', 'deals'),
    managers: rows(twins, 'bitrix24', 'users').filter(({ ID, ACTIVE }) => ACTIVE === true && ID !== integrationUser),
  };
  const usual = habits.filter(({ twin }) => twin === undefined || twins.has(twin));
  let drawn = random() * usual.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, plan } of usual) {
    drawn -= weight;
    if (drawn < 0) return plan(desk) ?? book;
  }
  return book;
}

const book: PlannedAct = { twin: 'samo', act: 'book', input: {} };

function rows(twins: ReadonlyMap<string, Twin>, twin: string, entity: string): Row[] {
  return (twins.get(twin)?.state(entity) ?? []) as Row[];
}

function onClaim(desk: Desk, act: string, fits: (claim: Row) => boolean, input: (claim: Row) => Row): PlannedAct | null {
  const fitting = desk.claims.filter(fits);
  if (fitting.length === 0) return null;
  const claim = pick(desk.random, fitting);
  return { twin: 'samo', act, input: { claim: claim['guid'], ...input(claim) } };
}

/** Somebody pays on the shop's page; SAMO does not hear of it from the provider. */
function atProvider(desk: Desk, twin: 'yookassa' | 'tbank'): PlannedAct | null {
  const paying = desk.claims.filter((claim) => owes(claim) && claim['confirmed'] === true);
  if (paying.length === 0) return null;
  const claim = pick(desk.random, paying);
  const order = `${String(claim['number'])}-${between(desk.random, 1, 9)}`;
  return { twin, act: 'pay', input: { order, amount: payment(desk.random, claim) } };
}

function onDeal(desk: Desk, act: string, input: (deal: Row) => Row | null): PlannedAct | null {
  if (desk.deals.length === 0) return null;
  const deal = pick(desk.random, desk.deals);
  const rest = input(deal);
  return rest === null ? null : { twin: 'bitrix24', act, input: { deal: deal['id'], ...rest } };
}

function responsible(desk: Desk): Row | null {
  if (desk.managers.length === 0) return null;
  return { fields: { assignedById: pick(desk.random, desk.managers)['ID'] } };
}

function isLive(claim: Row): boolean {
  return claim['offer'] !== true && claim['cancelledAt'] === null;
}

function isUnconfirmed(claim: Row): boolean {
  return isLive(claim) && claim['confirmed'] !== true;
}

function asksNothing(claim: Row): boolean {
  return isLive(claim) && claim['cancelRequestedAt'] === null;
}

function awaitsCancel(claim: Row): boolean {
  return isLive(claim) && claim['cancelRequestedAt'] !== null;
}

function owes(claim: Row): boolean {
  return isLive(claim) && debtOf(claim) > 0;
}

function debtOf(claim: Row): number {
  return Number((claim['moneys'] as Row[] | undefined)?.[1]?.['debt'] ?? 0);
}

/** The rest, or a part of it in whole roubles. */
function payment(random: Random, claim: Row): string {
  const debt = debtOf(claim);
  const part = Math.floor((debt * between(random, 30, 60)) / 100);
  return random() < 0.5 || part === 0 ? debt.toFixed(2) : part.toFixed(2);
}

/** Every second cancellation costs the client something. */
function penalty(random: Random, claim: Row): string | undefined {
  const share = Math.floor((debtOf(claim) * between(random, 5, 30)) / 100);
  return random() < 0.5 && share > 0 ? share.toFixed(2) : undefined;
}

function newPhone(random: Random): string {
  return syntheticPhone(random, between(random, 5000, 8999));
}
