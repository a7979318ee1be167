import { dictionary, useWords } from '../../i18n/dictionary.ts';

/** What people call the documents that ship. */
const names = dictionary('mapping-names', {
  ru: {
    'name_samo-claim--bitrix24-deal': 'Заявка → сделка',
    'name_samo-service--bitrix24-product-row': 'Услуга заявки → товарная позиция',
    'name_samo-buyer--bitrix24-contact': 'Покупатель → контакт',
    'name_samo-agency--bitrix24-company': 'Агентство → компания',
    name_booking: 'Подтверждение',
    name_cancel: 'Аннуляция',
    name_payment: 'Оплата',
    'name_deal-stage': 'Стадии сделки',
  },
  en: {
    'name_samo-claim--bitrix24-deal': 'Claim → deal',
    'name_samo-service--bitrix24-product-row': 'Service of a claim → product row',
    'name_samo-buyer--bitrix24-contact': 'Buyer → contact',
    'name_samo-agency--bitrix24-company': 'Agency → company',
    name_booking: 'Confirmation',
    name_cancel: 'Cancellation',
    name_payment: 'Payment',
    'name_deal-stage': 'Stages of a deal',
  },
});

/** A document by its name for people; others by the name in their text. */
export function useDocumentName(): (name: string) => string {
  const { code } = useWords(names);
  return (name) => code('name', name);
}
