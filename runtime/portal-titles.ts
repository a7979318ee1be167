/** What the things that a prepared portal gets are called there: shown to the desk, which speaks Russian. */

export const FUNNEL_TITLE = 'Туры';
export const SOURCE_TITLE = 'Система бронирования';

export const FIELD_TITLES: { [name: string]: string } = {
  UF_CRM_UZEL_CLAIM: 'Номер заявки',
  UF_CRM_UZEL_BOOKING: 'Бронирование',
  UF_CRM_UZEL_PAYMENT: 'Оплата',
  UF_CRM_UZEL_CANCEL: 'Отмена',
  UF_CRM_UZEL_PAID: 'Оплачено',
  UF_CRM_UZEL_DEBT: 'Долг',
  UF_CRM_UZEL_PAY_PRICE: 'К оплате',
  UF_CRM_UZEL_RATE: 'Курс',
  UF_CRM_UZEL_PENALTY: 'Штраф',
  UF_CRM_UZEL_TRIP_BEGIN: 'Начало поездки',
  UF_CRM_UZEL_TRIP_END: 'Окончание поездки',
  UF_CRM_UZEL_PAY_DUE: 'Оплатить до',
  UF_CRM_UZEL_COUNTRY: 'Страна',
  UF_CRM_UZEL_TOUR: 'Тур',
  UF_CRM_UZEL_HOTEL: 'Отель',
  UF_CRM_UZEL_TOWN_FROM: 'Город вылета',
  UF_CRM_UZEL_TOURISTS: 'Туристы',
  UF_CRM_UZEL_INN: 'ИНН',
};

export const STAGE_TITLES: { [code: string]: string } = {
  NEW: 'Новая',
  CONFIRMED: 'Подтверждена',
  PART_PAID: 'Оплачена частично',
  PAID: 'Оплачена',
  CANCEL_REQUEST: 'Запрошена отмена',
  CHECK: 'Проверить',
  WON: 'Поездка состоялась',
  LOSE: 'Аннулирована',
};
