/** The same job in JSONata, written as its documentation would have it. */
export const EXPRESSION = `(
  $day := function($t) { $t ? $substring($t, 0, 10) : null };
  $readable := function($t) { $t ? $substring($t, 8, 2) & '.' & $substring($t, 5, 2) & '.' & $substring($t, 0, 4) : '' };
  $fixed := function($v) { $v != null ? $formatNumber($number($v), '0.00') : null };
  $money := function($v, $c) { $v != null ? { 'amount': $fixed($v), 'currency': $c } : null };
  $limit := function($t) { $length($t) > 255 ? $substring($t, 0, 254) & '…' : $t };
  $none := function($v) { $exists($v) ? $v : null };
  $title := function($name) { $join($split($name, ' ').($uppercase($substring($, 0, 1)) & $lowercase($substring($, 1))), ' ') };
  $rank := { 'hotel': '0', 'transport': '1', 'service': '2' };
  $booking := { 'offer': 'Предложение', 'not_read': 'Не прочитана', 'processing': 'В обработке', 'unconfirmed': 'Не подтверждена', 'confirmed': 'Подтверждена' };
  $payment := { 'not_paid': 'Не оплачена', 'partially_paid': 'Оплачена частично', 'paid': 'Оплачена' };
  $cancel := { 'none': 'Нет', 'requested': 'Запрошена', 'cancelled': 'Аннулирована' };
  $ages := { 'adult': 'взр.', 'child': 'реб.', 'infant': 'мл.' };
  $label := { 'hotel': 'Проживание: ', 'transport': 'Перевозка: ', 'service': '' };
  $ordered := services^(begin, $lookup($rank, kind), name, uid);
  $stage := status.cancel = 'cancelled' ? 'LOSE' : status.cancel = 'requested' ? 'CANCEL_REQUEST'
    : (status.booking = 'unknown' or status.payment = 'unknown' or status.cancel = 'unknown') ? 'CHECK'
    : status.payment = 'paid' ? 'PAID' : status.payment = 'partially_paid' ? 'PART_PAID'
    : status.booking = 'confirmed' ? 'CONFIRMED' : 'NEW';
  {
    'title': $limit('Заявка ' & ref.number & ' · ' & country.name & ' · ' & $readable(dates.start)),
    'UF_CRM_UZEL_CLAIM': ref.number,
    'stage': $stage,
    'UF_CRM_UZEL_BOOKING': $lookup($booking, status.booking),
    'UF_CRM_UZEL_PAYMENT': $lookup($payment, status.payment),
    'UF_CRM_UZEL_CANCEL': $lookup($cancel, status.cancel),
    'opportunity': $fixed(money.claim.price),
    'currencyId': money.claim.currency,
    'UF_CRM_UZEL_PAID': $money(money.claim.paid, money.claim.currency),
    'UF_CRM_UZEL_DEBT': $money(money.claim.debt, money.claim.currency),
    'UF_CRM_UZEL_PAY_PRICE': $money(money.payment.price, money.payment.currency),
    'UF_CRM_UZEL_RATE': $string($number(money.payment.rate)),
    'UF_CRM_UZEL_PENALTY': null,
    'UF_CRM_UZEL_TRIP_BEGIN': $day(dates.start),
    'UF_CRM_UZEL_TRIP_END': $day(dates.end),
    'UF_CRM_UZEL_PAY_DUE': $day(dates.payDue),
    'UF_CRM_UZEL_COUNTRY': country.name,
    'UF_CRM_UZEL_TOUR': tour.name,
    'UF_CRM_UZEL_HOTEL': $join($distinct($ordered[kind = 'hotel'].$trim(name)), ', '),
    'UF_CRM_UZEL_TOWN_FROM': townFrom,
    'UF_CRM_UZEL_TOURISTS': $join(tourists^(age, name).($title(name) & ' (' & $lookup($ages, age) & ')'), ', '),
    'productRows': [$ordered#$i.{
      'name': $limit($lookup($label, kind) & $trim(name) & ', ' & $readable(begin) & (begin != end ? ' – ' & $readable(end) : '')),
      'price': $fixed(price),
      'quantity': quantity,
      'sort': ($i + 1) * 10
    }],
    'contactId': links.contact,
    'companyId': links.company,
    'assignedById': constants.assignedById,
    'sourceId': constants.sourceId,
    'comments': note,
    'UF_CRM_GUID': ref.guid,
    'UF_CRM_REVISION': revision,
    'UF_CRM_PAY_CURRENCY': money.payment.currency,
    'UF_CRM_CREATED': $day(dates.created),
    'UF_CRM_CONFIRMED': $day(dates.confirmed),
    'UF_CRM_PREPAY': $day(dates.prepayDue),
    'UF_CRM_NET': $fixed(money.claim.net),
    'UF_CRM_PAY_DEBT': $money(money.payment.debt, money.payment.currency),
    'UF_CRM_PAY_PAID': $money(money.payment.paid, money.payment.currency),
    'UF_CRM_NIGHTS': nights,
    'UF_CRM_COUNTRY_KEY': country.key,
    'UF_CRM_TOUR_KEY': tour.key,
    'UF_CRM_EDITED': dates.edited,
    'UF_CRM_REASON': cancelReason
  }
)`;
