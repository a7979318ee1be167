import type { HubError, HubErrorKind } from '../../../domain/errors.ts';
import { classify, type Failure, type FailureRow } from '../../sdk/failure.ts';

const either = { read: 'transient', write: 'unknown_outcome' } as const;
const row = (code: string | readonly string[], kind: FailureRow['kind'], ru: string, en: string): FailureRow => {
  return { code, kind, message: { ru, en } };
};
const refused = (code: string, ru: string, en: string, kind: HubErrorKind = 'business_refusal') => row(code, kind, ru, en);

/**
 * Errors 100–120 of WSPAY, then HTTP statuses of what stands before it. Named by the vendor: 104, 105, 109, 110, 112, 114, 116, 117, 118, 120; what the
 * other numbers mean is assumed, see docs/connect-samo.md.
 */
const TABLE: FailureRow[] = [
  row('100', either, 'В сервисе платежей САМО внутренняя ошибка.', 'The payment service of SAMO reports an internal error.'),
  refused(
    '101',
    'САМО не хватило данных платежа. Сообщите разработчику.',
    'A payment lacked a field. Tell the developers.',
    'bug',
  ),
  refused('102', 'В САМО нет такой заявки.', 'SAMO has no such claim.', 'not_found'),
  refused('103', 'В САМО нет такой квитанции.', 'SAMO has no such receipt.', 'not_found'),
  refused('104', 'Квитанция уже подтверждена.', 'The receipt is already confirmed.'),
  refused('105', 'Заявка аннулирована, оплату она не принимает.', 'The claim is cancelled and takes no payment.'),
  refused('106', 'Логин партнёра не подходит к заявке.', 'The partner login does not fit the claim.', 'validation'),
  refused('107', 'САМО не принимает такую сумму.', 'SAMO does not accept this sum.', 'validation'),
  refused('108', 'Сумма больше долга по заявке.', 'The sum is larger than the debt of the claim.'),
  refused('109', 'САМО не принимает эту валюту.', 'SAMO does not accept this currency.'),
  refused('110', 'В САМО не задан курс на день платежа.', 'SAMO has no rate for the day of the payment.', 'validation'),
  refused(
    '111',
    'Сервис платежей в САМО отключён для этого банка.',
    'The payment service is switched off for this bank.',
    'config',
  ),
  refused('112', 'Оплата заявки в САМО запрещена.', 'SAMO forbids paying this claim.'),
  refused('113', 'По заявке ничего не нужно платить.', 'Nothing is due on the claim.'),
  refused('114', 'Стоимость заявки в САМО не рассчитана.', 'SAMO has not computed the price of the claim.'),
  refused('115', 'Срок оплаты заявки истёк.', 'The term for paying the claim is over.'),
  refused('116', 'Заявка не подтверждена, оплату она не принимает.', 'The claim is not confirmed and takes no payment.'),
  refused('117', 'Статус заявки не допускает оплату.', 'The status of the claim does not allow a payment.'),
  refused(
    '118',
    'По заявке запрошена отмена, оплату она не принимает.',
    'A cancellation is asked for: the claim takes no payment.',
  ),
  refused('119', 'Квитанция аннулирована.', 'The receipt is void.'),
  refused(
    '120',
    'Номер этого платежа в САМО занят другим платежом. Проверьте оплаты заявки в САМО.',
    'Another payment in SAMO has this number. Check the payments of the claim there.',
  ),
  row(
    'AUTHORIZATION',
    'auth',
    'САМО не узнало логин или секрет банка, или адрес узла не разрешён. Проверьте их.',
    'SAMO did not accept the login or the secret of the bank, or the address of Uzel. Check them.',
  ),
  {
    status: [401, 403],
    kind: 'auth',
    message: { ru: 'Сервис платежей САМО не пускает узел.', en: 'The payment service of SAMO does not let Uzel in.' },
  },
  {
    status: [301, 302, 303, 307, 308, 404, 405, 410],
    kind: 'config',
    message: { ru: 'По этому адресу сервиса платежей нет.', en: 'There is no payment service at this address.' },
  },
  { status: 429, kind: 'rate_limited', message: { ru: 'САМО просит обращаться реже.', en: 'SAMO asks for fewer requests.' } },
  {
    kind: either,
    message: { ru: 'Сервис платежей САМО ответил не по протоколу.', en: 'The payment service answered outside its protocol.' },
  },
];

/** Any failure of WSPAY as the hub's error. Codes are `SAMO_PAY_<number>` and `SAMO_PAY_HTTP_<status>`. */
export function bankError(failure: Failure): HubError {
  return classify('SAMO_PAY', TABLE, failure);
}
