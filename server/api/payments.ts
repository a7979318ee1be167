import { createRoute, z } from '@hono/zod-openapi';
import type { PaymentFinding } from '../../domain/payments/fact.ts';
import { FINDINGS } from '../../domain/payments/words.ts';
import {
  type ClaimOfPayment,
  claimsOf,
  getPayment,
  type ListedPayment,
  listPayments,
  postingsOf,
  receiptsOf,
  tasksOfPayment,
} from '../../store/payment-listing.ts';
import { openPayer, type PaymentRow } from '../../store/payments.ts';
import { allow } from '../auth/allow.ts';
import { note } from '../auth/audit.ts';
import { assertWithin } from '../auth/within.ts';
import { maskName, maskText } from '../mask.ts';
import { listOf, pageOf, pageQuery, placeBefore } from '../paging.ts';
import { payerQuery } from '../payer-query.ts';
import { notFound } from '../refusals.ts';
import type { Api, AppDeps } from './deps.ts';
import { payment, paymentDetail, paymentId, paymentState, sum } from './payment-schemas.ts';
import { body, commandHeaders, connectionId, iso, isoOrNull, json, moment, refusals, unknown } from './schemas.ts';

const tags = ['Payments'];

const narrowing = {
  claim: z.string().max(40).optional().openapi({ description: 'Claim number', example: '123456' }),
  link: z.string().max(40).optional().openapi({ description: 'Of the claim’s deal' }),
  from: sum.optional().openapi({ description: 'The smallest amount' }),
  to: sum.optional().openapi({ description: 'The largest amount' }),
  currency: z.string().max(10).optional(),
  since: moment.optional().openapi({ description: 'Paid then or later' }),
  until: moment.optional().openapi({ description: 'Paid before' }),
  state: paymentState.optional(),
  connection: connectionId.optional(),
};

export const list = createRoute({
  ...allow('payments.read'),
  method: 'get',
  path: '/payments',
  tags,
  summary: 'Payments, each once whichever systems show it; the newest first',
  request: {
    query: z.object({
      ...narrowing,
      attention: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional()
        .openapi({ type: 'boolean', description: 'Something is wrong with it, or people are asked about it' }),
      ...pageQuery,
    }),
  },
  responses: { 200: json(listOf(payment), 'A page of payments'), ...refusals },
});
export const find = createRoute({
  ...allow('people.search'),
  method: 'post',
  path: '/payments/find',
  tags,
  summary: 'Payments for the claims of a payer, by name, phone or e-mail; the newest first',
  description:
    'What was looked for stays out of addresses, logs and the audit; that somebody has searched, and how much was found, is in the audit.',
  request: {
    headers: commandHeaders,
    body: body(
      z.strictObject({
        payer: z.string().trim().min(1).max(100).openapi({ example: 'Соколова Анна' }),
        ...narrowing,
        limit: z.int().min(1).max(200).default(50),
      }),
    ),
  },
  responses: {
    200: json(
      z.object({ items: z.array(payment), more: z.boolean().openapi({ description: 'There are further ones' }) }),
      'Found',
    ),
    ...refusals,
  },
});
export const get = createRoute({
  ...allow('payments.read'),
  method: 'get',
  path: '/payments/{id}',
  tags,
  summary: 'One payment: what falls to which claim, its receipts, what was found, written and asked',
  request: { params: z.object({ id: paymentId }) },
  responses: { 200: json(paymentDetail, 'The payment'), ...unknown, ...refusals },
});

const unknownPayment = () => notFound('PAYMENT_UNKNOWN', 'Такой оплаты нет.', 'There is no such payment.');

export function addPayments(api: Api, deps: AppDeps): void {
  const { db, vault } = deps;
  api.openapi(list, async (c) => {
    const { limit, cursor, attention, ...narrowed } = c.req.valid('query');
    const { scope } = c.var;
    const filter = { ...filterOf(narrowed), attention, scope };
    const rows = await listPayments(db, { ...filter, before: placeBefore(cursor), limit: limit + 1 });
    const claims = await claimsOf(
      db,
      rows.map(({ id }) => id),
      scope,
    );
    return c.json(
      pageOf(
        rows,
        limit,
        (row) => view(row, claims),
        (row) => `${row.place} ${row.id}`,
      ),
      200,
    );
  });
  api.openapi(find, async (c) => {
    const { payer, limit, ...narrowed } = c.req.valid('json');
    const query = payerQuery(payer);
    const { scope } = c.var;
    const rows = await listPayments(db, { ...filterOf(narrowed), payer: query, scope, limit: limit + 1 });
    const data = { by: query.by, found: Math.min(rows.length, limit) };
    await note(deps, c, {
      act: 'searched',
      actor: c.var.caller.actor,
      permission: 'people.search',
      outcome: 'done',
      data,
    });
    const shown = rows.slice(0, limit);
    const claims = await claimsOf(
      db,
      shown.map(({ id }) => id),
      scope,
    );
    return c.json({ items: shown.map((row) => view(row, claims)), more: rows.length > limit }, 200);
  });
  api.openapi(get, async (c) => {
    const { id } = c.req.valid('param');
    const { scope } = c.var;
    await assertWithin(db, 'payment', id, scope, unknownPayment);
    const row = await getPayment(db, id);
    if (row === null) throw unknownPayment();
    const [claims, receipts, tasks, booking] = await Promise.all([
      claimsOf(db, [id], scope),
      receiptsOf(db, id),
      tasksOfPayment(db, id, scope),
      row.sameAs === null ? null : getPayment(db, row.sameAs),
    ]);
    const postings = await postingsOf(
      db,
      id,
      claims.map(({ linkId }) => linkId),
    );
    // A destroyed key leaves the facts of a payment, and nothing of who paid.
    const payer = await openPayer(db, vault, row).catch(() => null);
    const open = tasks.filter(({ state }) => state !== 'closed').length;
    return c.json(
      {
        ...view({ ...row, openTasks: open }, claims),
        payer: payer === null ? null : maskPayer(payer),
        booking: booking && {
          id: booking.id,
          connection: booking.connectionId,
          externalId: booking.externalId,
          receipt: booking.receipt,
          paidAt: isoOrNull(booking.paidAt),
        },
        receipts: receipts.map(({ paymentId: _, externalId, registeredAt, ...rest }) => ({
          id: externalId,
          registeredAt: isoOrNull(registeredAt),
          ...rest,
        })),
        postings: postings.map(({ id: effect, linkId, createdAt, finishedAt, ...rest }) => ({
          effect,
          link: linkId,
          ...rest,
          at: iso(createdAt),
          finishedAt: isoOrNull(finishedAt),
        })),
        tasks: tasks.map(({ id: task, kind, state, title, openedAt, closedAt, closedBy }) => ({
          id: task,
          kind,
          state,
          title,
          openedAt: iso(openedAt),
          closedAt: isoOrNull(closedAt),
          closedBy,
        })),
      },
      200,
    );
  });
}

type Narrowing = { [name in keyof typeof narrowing]?: z.output<(typeof narrowing)[name]> };

const filterOf = ({ link, connection, since, until, ...rest }: Narrowing) => ({
  ...rest,
  linkId: link,
  connectionId: connection,
  since: since === undefined ? undefined : new Date(since),
  until: until === undefined ? undefined : new Date(until),
});

function view(row: Omit<ListedPayment, 'place'> & PaymentRow, claims: readonly ClaimOfPayment[]) {
  const { id, externalId, source, order, state, amount, refunded, currency, cash } = row;
  return {
    id,
    connection: row.connectionId,
    externalId,
    source,
    order,
    state,
    amount,
    refunded,
    currency,
    paidAt: isoOrNull(row.paidAt),
    seenAt: iso(row.createdAt),
    cash,
    claims: claims.filter(({ paymentId: of }) => of === id).map(shareView),
    openTasks: row.openTasks,
    ...found(row.finding),
  };
}

const shareView = (share: ClaimOfPayment) => ({
  link: share.linkId,
  claim: share.number,
  sum: share.share,
  rest: share.rest,
  counted:
    share.counted === null || share.countedCurrency === null ? null : { sum: share.counted, currency: share.countedCurrency },
  booked: share.booked,
  receipt: share.receipt,
  ...found(share.finding),
});

const found = (finding: PaymentFinding | null) => ({ finding, sentence: finding === null ? null : FINDINGS[finding] });

/** Shops call a payer by a name, a phone or an e-mail. */
function maskPayer(payer: string): string {
  const masked = maskText(payer);
  return masked === payer ? maskName(payer) : masked;
}
