import type { HubError } from '../../domain/errors.ts';
import type { PaymentFinding } from '../../domain/payments/fact.ts';
import { FINDINGS } from '../../domain/payments/words.ts';
import type { LinkRow } from '../../store/links.ts';
import type { PaymentRow } from '../../store/payments.ts';
import { openTask } from '../../store/tasks.ts';
import type { PaymentDeps } from '../payments.ts';

export const findingKey = (payment: Pick<PaymentRow, 'id'>, link: Pick<LinkRow, 'id'> | null) =>
  `payment:${payment.id}:${link?.id ?? 'claims'}`;

type Asked = Pick<LinkRow, 'id' | 'personId' | 'leftNumber'>;

/** Finance is asked about a payment that cannot be right; nothing goes out on the strength of it meanwhile. */
export async function askAboutPayment(
  deps: PaymentDeps,
  payment: PaymentRow,
  link: Asked | null,
  finding: PaymentFinding,
): Promise<void> {
  await openTask(deps.db, deps.vault, {
    kind: 'payment_finding',
    dedupKey: findingKey(payment, link),
    ...(link === null ? {} : { link }),
    connectionId: payment.connectionId,
    title: FINDINGS[finding],
    data: { payment: payment.id, finding, order: payment.order, number: link?.leftNumber ?? null },
  });
}

/** The booking system does not show a payment and the hub may not, or cannot, post it there. */
export async function askToPost(deps: PaymentDeps, payment: PaymentRow, link: Asked, error: HubError | null): Promise<void> {
  await openTask(deps.db, deps.vault, {
    kind: 'payment_not_booked',
    dedupKey: `booking:${payment.id}:${link.id}`,
    link,
    connectionId: payment.connectionId,
    title: error?.userMessage ?? {
      ru: `Оплаты по заявке ${link.leftNumber ?? ''} нет в системе бронирования: проведите её там`,
      en: `A payment for claim ${link.leftNumber ?? ''} is not in the booking system: post it there`,
    },
    data: { payment: payment.id, number: link.leftNumber, ...(error === null ? {} : { code: error.code }) },
  });
}

/** Money went back at the provider; the booking system learns of it from a person. */
export async function askToRefund(deps: PaymentDeps, payment: PaymentRow, link: Asked): Promise<void> {
  await openTask(deps.db, deps.vault, {
    kind: 'payment_refund',
    dedupKey: `refund:${payment.id}:${link.id}:${payment.refunded}`,
    link,
    connectionId: payment.connectionId,
    title: {
      ru: `По заявке ${link.leftNumber ?? ''} вернули деньги: отразите возврат в системе бронирования`,
      en: `Money of claim ${link.leftNumber ?? ''} went back: enter the refund in the booking system`,
    },
    data: { payment: payment.id, number: link.leftNumber },
  });
}
