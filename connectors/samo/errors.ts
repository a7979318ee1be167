import type { HubError } from '../../domain/errors.ts';
import { classify, type Failure, type FailureRow } from '../sdk/failure.ts';

const either = { read: 'transient', write: 'unknown_outcome' } as const;
const wrongSettings = {
  ru: 'САМО не принимает запрос с такими настройками. Проверьте их вместе с администратором САМО.',
  en: 'SAMO does not accept requests with these settings. Check them with the SAMO administrator.',
};
const ours = {
  ru: 'САМО не смогло прочитать запрос узла. Сообщите разработчику.',
  en: 'SAMO could not read the request. Tell the developers.',
};

/** Faults of the service, then HTTP statuses of what stands before it. The numbers are in docs/connect-samo.md. */
const TABLE: FailureRow[] = [
  { code: ['1111', '1120'], kind: 'not_found', message: { ru: 'В САМО нет таких данных.', en: 'SAMO has no such data.' } },
  {
    code: ['2999', '3500'],
    kind: 'transient',
    message: {
      ru: 'САМО занято и ответит позже. Узел повторит сам.',
      en: 'SAMO is busy and will answer later. Uzel repeats by itself.',
    },
  },
  {
    code: ['0', '1'],
    kind: either,
    message: { ru: 'В САМО внутренняя ошибка.', en: 'SAMO reports an internal error.' },
  },
  { code: ['102', '103', '104'], kind: 'bug', message: ours },
  {
    code: ['1000', 'AUTHORIZATION'],
    kind: 'auth',
    message: {
      ru: 'САМО не узнало логин, пароль или секрет клиента. Введите их заново.',
      en: 'SAMO did not accept the login, the password or the client secret. Enter them again.',
    },
  },
  {
    code: '1001',
    kind: 'permission',
    message: { ru: 'Партнёру в САМО запрещено это действие.', en: 'SAMO forbids this action to the partner.' },
  },
  {
    code: '1112',
    kind: 'business_refusal',
    message: { ru: 'САМО не рассчитало стоимость.', en: 'SAMO has not computed the price.' },
  },
  {
    code: '1114',
    kind: 'business_refusal',
    message: { ru: 'САМО запрещает отмену этой заявки.', en: 'SAMO forbids cancelling this claim.' },
  },
  {
    code: '1115',
    kind: 'business_refusal',
    message: { ru: 'До тура осталось слишком мало дней.', en: 'There are too few days left before the tour.' },
  },
  { code: '1116', kind: 'business_refusal', message: { ru: 'Заявка уже аннулирована.', en: 'The claim is already cancelled.' } },
  {
    code: '1117',
    kind: 'business_refusal',
    message: { ru: 'Запрос на отмену уже подан.', en: 'A cancel request is already open.' },
  },
  { code: '1118', kind: 'business_refusal', message: { ru: 'Остановка продаж.', en: 'Stop sale.' } },
  { code: ['1400', '1401'], kind: 'business_refusal', message: { ru: 'САМО отказало.', en: 'SAMO refused.' } },
  {
    code: ['1122', '1123'],
    kind: 'validation',
    message: { ru: 'САМО не приняло данные туриста.', en: 'SAMO did not accept the tourist data.' },
  },
  {
    code: ['2000', '3000'],
    kind: 'conflict',
    message: { ru: 'Стоимость в САМО изменилась.', en: 'The price in SAMO has changed.' },
  },
  { code: [...range(1200, 1207), '1298', '1299', ...range(1300, 1309)], kind: 'config', message: wrongSettings },
  { code: 'UNREADABLE_REQUEST', kind: 'bug', message: ours },
  {
    status: [401, 403],
    kind: 'auth',
    message: {
      ru: 'Сервер САМО не пускает узел: проверьте доступ и разрешённые адреса.',
      en: 'The SAMO server does not let Uzel in: check the access and the allowed addresses.',
    },
  },
  {
    status: [301, 302, 303, 307, 308, 404, 405, 410],
    kind: 'config',
    message: { ru: 'По этому адресу сервиса САМО нет.', en: 'There is no SAMO service at this address.' },
  },
  { status: 429, kind: 'rate_limited', message: { ru: 'САМО просит обращаться реже.', en: 'SAMO asks for fewer requests.' } },
  {
    kind: either,
    message: { ru: 'САМО ответило не по протоколу.', en: 'SAMO answered outside its protocol.' },
  },
];

/** Any failure of the service as the hub's error. Codes are `SAMO_<fault>` and `SAMO_HTTP_<status>`. */
export function samoError(failure: Failure): HubError {
  return classify('SAMO', TABLE, failure);
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}
