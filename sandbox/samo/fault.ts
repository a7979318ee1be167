/** A SOAP fault of the service: the vendor's code and its Russian text. */
export class SamoFault extends Error {
  readonly code: string;

  constructor(code: string, text?: string) {
    super(text ?? textOf(code));
    this.name = 'SamoFault';
    this.code = code;
  }
}

/**
 * Faults of the WS-Security check. What each number means is the sandbox's assumption:
 * 2 header missing or incomplete · 3 wrong login or digest · 5 nonce used before · 6 created too old or in the future.
 */
export type AuthorizationErrorNumber = '2' | '3' | '5' | '6';

const authorizationErrors: readonly string[] = ['2', '3', '5', '6'];

export function authorizationFault(number: AuthorizationErrorNumber): SamoFault {
  return new SamoFault('SOAP-ENV:Client', `Client Authorization Error ${number}`);
}

/** The fault that a rule `{kind: 'error', code}` asks for; 2999 without a code. */
export function faultByCode(code = '2999'): SamoFault {
  return authorizationErrors.includes(code) ? authorizationFault(code as AuthorizationErrorNumber) : new SamoFault(code);
}

const texts: Record<string, string> = {
  '0': 'Неизвестная ошибка',
  '1': 'Ошибка базы данных',
  '102': 'Ошибка разбора XML',
  '103': 'Ошибка структуры XML',
  '104': 'Не указан обязательный параметр',
  '1000': 'Ошибка аутентификации',
  '1001': 'Партнёру запрещено бронирование',
  '1111': 'Данные не найдены',
  '1112': 'Стоимость не рассчитана',
  '1114': 'Отмена заявки запрещена',
  '1115': 'До начала тура осталось меньше 3 дней, отмена через сервис невозможна',
  '1116': 'Заявка уже аннулирована',
  '1117': 'Запрос на отмену уже отправлен',
  '1118': 'Остановка продаж',
  '1120': 'Заявка не найдена',
  '1122': 'Ошибка в данных туриста',
  '1123': 'Турист не найден в заявке',
  '1200': 'Сервис не настроен',
  '1201': 'Не задан партнёр сервиса',
  '1202': 'Не задан сервер направления',
  '1203': 'Не задан ключ шифрования',
  '1204': 'Не задана валюта',
  '1205': 'Не заданы правила проверки туристов',
  '1206': 'Не задан шаблон документа',
  '1207': 'Ошибка настройки сервиса',
  '1298': 'Версия протокола не поддерживается',
  '1299': 'Функция не поддерживается',
  '1300': 'Нет привязки справочников',
  '1301': 'Нет привязки государства',
  '1302': 'Нет привязки города',
  '1303': 'Нет привязки гостиницы',
  '1304': 'Нет привязки номера',
  '1305': 'Нет привязки размещения',
  '1306': 'Нет привязки питания',
  '1307': 'Нет привязки рейса',
  '1308': 'Нет привязки услуги',
  '1309': 'Нет привязки валюты',
  '1400': 'В операции отказано',
  '1401': 'Изменение заявки запрещено',
  '2000': 'Стоимость изменилась',
  '2001': 'Запрос на отмену заявки отправлен. Отмена не подтверждена',
  '2999': 'Сервис обновляется, повторите запрос позже',
  '3000': 'Подтвердите стоимость',
  '3500': 'Документ не готов, повторите запрос позже',
};

function textOf(code: string): string {
  return texts[code] ?? `Ошибка ${code}`;
}
