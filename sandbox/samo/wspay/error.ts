import { faultByCode, SamoFault } from '../fault.ts';

/** The vendor's table has 100–120; those marked with a star are the sandbox's own guess at an unnamed number. */
const texts = {
  '100': 'Внутренняя ошибка сервиса', // *
  '101': 'Не заполнено обязательное поле', // *
  '102': 'Заявка не найдена', // *
  '103': 'Квитанция не найдена', // *
  '104': 'Квитанция уже подтверждена',
  '105': 'Заявка аннулирована',
  '106': 'Номер паспорта или логин партнёра не соответствует заявке', // *
  '107': 'Неверная сумма платежа', // *
  '108': 'Сумма платежа больше суммы долга', // *
  '109': 'Валюта платежа не принимается',
  '110': 'Не задан курс валюты на дату платежа',
  '111': 'Сервис для банка отключён', // *
  '112': 'Оплата заявки запрещена',
  '113': 'Заявка не требует оплаты', // *
  '114': 'Стоимость заявки не рассчитана',
  '115': 'Истёк срок оплаты', // *
  '116': 'Заявка не подтверждена',
  '117': 'Статус заявки не допускает оплату',
  '118': 'По заявке отправлен запрос на отмену',
  '119': 'Квитанция аннулирована', // *
  '120': 'Платёж с таким номером транзакции уже зарегистрирован',
} as const;

export type WspayCode = keyof typeof texts;

/** Errors travel as SOAP faults, like those of the claim service. */
export function wspayFault(code: WspayCode): SamoFault {
  return new SamoFault(code, texts[code]);
}

/** The fault that a rule `{kind: 'error', code}` asks for; 100 without a code. */
export function wspayFaultByCode(code = '100'): SamoFault {
  return Object.hasOwn(texts, code) ? wspayFault(code as WspayCode) : faultByCode(code);
}
