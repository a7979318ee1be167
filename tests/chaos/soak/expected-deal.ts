import type { Deal, SamoClaim } from './twins.ts';

/**
 * What a deal must say of its claim, written down from the ownership rules in `docs/mapping.md` and the vendor's status table, without the hub's own
 * mapping: [field, expected, found] of everything that differs.
 */
export function dealDifferences(
  claim: SamoClaim,
  deal: Deal,
  option: (field: string, id: unknown) => string | null,
): [string, unknown, unknown][] {
  const own = claim.moneys.find((row) => row.isClaimCurrency);
  const payment = claim.moneys.find((row) => !row.isClaimCurrency);
  if (!own) throw new Error(`claim ${claim.number} has no money`);
  const penalty = /Penalty$/.test(claim.payStatus);
  const wanted: [field: string, expected: unknown][] = [
    ['stageId', `C7:${stageOf(claim)}`],
    ['title', `Заявка ${claim.number} · ${claim.state.name} · ${readable(claim.dateBeg)}`],
    ['opportunity', Number(own.price)],
    ['currencyId', own.currency],
    ['ufCrm_UZEL_CLAIM', String(claim.number)],
    ['ufCrm_UZEL_PAID', `${Number(own.paid)}|${own.currency}`],
    ['ufCrm_UZEL_DEBT', `${Number(own.debt)}|${own.currency}`],
    ['ufCrm_UZEL_PAY_PRICE', payment ? `${Number(payment.price)}|${payment.currency}` : null],
    ['ufCrm_UZEL_PENALTY', penalty ? `${Number(own.price)}|${own.currency}` : null],
    ['ufCrm_UZEL_TRIP_BEGIN', claim.dateBeg],
    ['ufCrm_UZEL_TRIP_END', claim.dateEnd],
    ['ufCrm_UZEL_PAY_DUE', claim.payDate],
    ['ufCrm_UZEL_COUNTRY', claim.state.name],
    ['ufCrm_UZEL_TOUR', claim.tour.name],
    ['ufCrm_UZEL_TOWN_FROM', claim.townFrom.name],
    [
      'ufCrm_UZEL_HOTEL',
      claim.services
        .filter((one) => one.kind === 'hotel')
        .map((one) => one.name)
        .join(', '),
    ],
    ['ufCrm_UZEL_PAYMENT', PAYMENT[claim.payStatus]],
    ['ufCrm_UZEL_CANCEL', CANCEL[claim.status] ?? 'Нет'],
  ];
  if (BOOKING[claim.status] !== undefined) wanted.push(['ufCrm_UZEL_BOOKING', BOOKING[claim.status]]);
  const differences = wanted
    .map(([field, expected]): [string, unknown, unknown] => [field, expected, shown(field, deal[field], option)])
    .filter(([, expected, found]) => expected !== found);
  const rows = rowsWanted(claim);
  const found = deal.productRows.map((row) => `${row.productName} × ${row.quantity} = ${row.price}`).sort();
  if (JSON.stringify(rows) !== JSON.stringify(found)) differences.push(['productRows', rows, found]);
  return differences;
}

/** The derived words of the vendor that say how the booking stands; the two others hide it behind the cancellation. */
const BOOKING: { [status: string]: string } = {
  csConfirmed: 'Подтверждена',
  csUnconfirmed: 'Не подтверждена',
  csProcessed: 'В обработке',
  csNotReaded: 'Не прочитана',
  csNotActivated: 'Предложение',
};
const PAYMENT: { [payStatus: string]: string } = {
  psPaid: 'Оплачена',
  psPartiallyPaid: 'Оплачена частично',
  psNotPaid: 'Не оплачена',
  psPenalty: 'Штраф к оплате',
  psPartiallyPaidPenalty: 'Штраф оплачен частично',
  psPaidPenalty: 'Штраф оплачен',
};
const CANCEL: { [status: string]: string } = { csCancelled: 'Аннулирована', csAwaitingCancel: 'Запрошена' };

function stageOf(claim: SamoClaim): string {
  if (claim.status === 'csCancelled') return 'LOSE';
  if (claim.status === 'csAwaitingCancel') return 'CANCEL_REQUEST';
  if (claim.payStatus === 'psPaid') return 'PAID';
  if (claim.payStatus === 'psPartiallyPaid') return 'PART_PAID';
  return claim.status === 'csConfirmed' ? 'CONFIRMED' : 'NEW';
}

function rowsWanted(claim: SamoClaim): string[] {
  const label: { [kind: string]: string } = { hotel: 'Проживание: ', transport: 'Перевозка: ' };
  return claim.services
    .map(({ kind, name, dateBeg, dateEnd, price }) => {
      const dates = dateBeg === dateEnd ? readable(dateBeg) : `${readable(dateBeg)} – ${readable(dateEnd)}`;
      return `${label[kind] ?? ''}${name}, ${dates} × 1 = ${Number(price)}`;
    })
    .sort();
}

const readable = (date: string) => date.split('-').reverse().join('.');

/** A stored value as the portal's card would show it. */
function shown(field: string, value: unknown, option: (field: string, id: unknown) => string | null): unknown {
  if (value === null || value === undefined || value === '') return null;
  if (/_(PAYMENT|BOOKING|CANCEL)$/.test(field)) return option(field, value);
  if (/_(TRIP_BEGIN|TRIP_END|PAY_DUE)$/.test(field)) return String(value).slice(0, 10);
  if (/_(PAID|DEBT|PAY_PRICE|PENALTY)$/.test(field)) {
    const [amount, currency] = String(value).split('|');
    return `${Number(amount)}|${currency}`;
  }
  return field === 'opportunity' ? Number(value) : value;
}
