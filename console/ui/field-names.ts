import { dictionary, useWords } from '../i18n/dictionary.ts';

/** What the desk calls the fields that the shipped mappings write. */
const names = dictionary('fields', {
  ru: {
    field_title: 'Название',
    field_stage: 'Стадия',
    field_opportunity: 'Сумма',
    field_currencyId: 'Валюта',
    field_productRows: 'Услуги',
    field_contactId: 'Контакт',
    field_companyId: 'Компания',
    field_assignedById: 'Ответственный',
    field_sourceId: 'Источник',
    field_comments: 'Комментарий',
    field_lastName: 'Фамилия',
    field_name: 'Имя',
    field_secondName: 'Отчество',
    field_phones: 'Телефоны',
    field_emails: 'Почта',
    field_UF_CRM_UZEL_CLAIM: 'Номер заявки',
    field_UF_CRM_UZEL_BOOKING: 'Бронирование',
    field_UF_CRM_UZEL_PAYMENT: 'Оплата',
    field_UF_CRM_UZEL_CANCEL: 'Отмена',
    field_UF_CRM_UZEL_PAID: 'Оплачено',
    field_UF_CRM_UZEL_DEBT: 'Долг',
    field_UF_CRM_UZEL_PAY_PRICE: 'К оплате',
    field_UF_CRM_UZEL_RATE: 'Курс',
    field_UF_CRM_UZEL_PENALTY: 'Штраф',
    field_UF_CRM_UZEL_TRIP_BEGIN: 'Начало поездки',
    field_UF_CRM_UZEL_TRIP_END: 'Окончание поездки',
    field_UF_CRM_UZEL_PAY_DUE: 'Оплатить до',
    field_UF_CRM_UZEL_COUNTRY: 'Страна',
    field_UF_CRM_UZEL_TOUR: 'Тур',
    field_UF_CRM_UZEL_HOTEL: 'Отель',
    field_UF_CRM_UZEL_TOWN_FROM: 'Город вылета',
    field_UF_CRM_UZEL_TOURISTS: 'Туристы',
    field_UF_CRM_UZEL_INN: 'ИНН',
    stage_NEW: 'Новая',
    stage_CONFIRMED: 'Подтверждена',
    stage_PART_PAID: 'Оплачена частично',
    stage_PAID: 'Оплачена',
    stage_CANCEL_REQUEST: 'Запрошена отмена',
    stage_CHECK: 'Проверить',
    stage_WON: 'Поездка состоялась',
    stage_LOSE: 'Аннулирована',
    wholeRecord: 'вся запись',
  },
  en: {
    field_title: 'Title',
    field_stage: 'Stage',
    field_opportunity: 'Amount',
    field_currencyId: 'Currency',
    field_productRows: 'Services',
    field_contactId: 'Contact',
    field_companyId: 'Company',
    field_assignedById: 'Responsible',
    field_sourceId: 'Source',
    field_comments: 'Comment',
    field_lastName: 'Last name',
    field_name: 'First name',
    field_secondName: 'Patronymic',
    field_phones: 'Phones',
    field_emails: 'E-mail',
    field_UF_CRM_UZEL_CLAIM: 'Claim number',
    field_UF_CRM_UZEL_BOOKING: 'Booking',
    field_UF_CRM_UZEL_PAYMENT: 'Payment',
    field_UF_CRM_UZEL_CANCEL: 'Cancellation',
    field_UF_CRM_UZEL_PAID: 'Paid',
    field_UF_CRM_UZEL_DEBT: 'Owed',
    field_UF_CRM_UZEL_PAY_PRICE: 'To be paid',
    field_UF_CRM_UZEL_RATE: 'Rate',
    field_UF_CRM_UZEL_PENALTY: 'Penalty',
    field_UF_CRM_UZEL_TRIP_BEGIN: 'Trip begins',
    field_UF_CRM_UZEL_TRIP_END: 'Trip ends',
    field_UF_CRM_UZEL_PAY_DUE: 'Pay by',
    field_UF_CRM_UZEL_COUNTRY: 'Country',
    field_UF_CRM_UZEL_TOUR: 'Tour',
    field_UF_CRM_UZEL_HOTEL: 'Hotel',
    field_UF_CRM_UZEL_TOWN_FROM: 'Town of departure',
    field_UF_CRM_UZEL_TOURISTS: 'Tourists',
    field_UF_CRM_UZEL_INN: 'Tax number',
    stage_NEW: 'New',
    stage_CONFIRMED: 'Confirmed',
    stage_PART_PAID: 'Partly paid',
    stage_PAID: 'Paid',
    stage_CANCEL_REQUEST: 'Cancellation asked for',
    stage_CHECK: 'To be checked',
    stage_WON: 'Trip is over',
    stage_LOSE: 'Cancelled',
    wholeRecord: 'the whole record',
  },
});

/** How fields and stages are called on screen: the desk's own word, else what the other system calls it, else its code. */
export function useFieldNames(): {
  field: (name: string, title?: string | null) => string;
  stage: (code: string | null) => string;
  /** A sentence of the hub with the codes of fields in it replaced by their names. */
  inWords: (sentence: string) => string;
} {
  const { t, code } = useWords(names);
  const field = (name: string, title: string | null = null) => {
    if (name === '*') return t('wholeRecord');
    const known = code('field', name);
    return known === name ? (title ?? name) : known;
  };
  return {
    field,
    inWords: (sentence) =>
      sentence.replace(/([«“"])([A-Za-z]\w*)([»”"])/g, (_, open, name, close) => `${open}${field(name)}${close}`),
    stage: (stage) => (stage === null ? '—' : code('stage', stage)),
  };
}
