import type { HubError } from '../../../domain/errors.ts';
import { classify, type Failure, type FailureRow } from '../../sdk/failure.ts';
import { REFUSING_REASONS, WAITING_REASONS } from '../documents/availability.ts';

const token = {
  ru: 'САМО не приняло токен. Введите его заново или запросите новый.',
  en: 'SAMO did not accept the token. Enter it again or ask for another one.',
};
const address = {
  ru: 'Адрес узла не входит в список разрешённых в САМО. Попросите администратора САМО добавить его.',
  en: 'The address of Uzel is not on the list of SAMO. Ask the SAMO administrator to add it.',
};
const scope = {
  ru: 'Токену не хватает прав. Попросите администратора САМО добавить их.',
  en: 'The token lacks a right. Ask the SAMO administrator to grant it.',
};
const lacking = {
  ru: 'В этой установке САМО нет такого метода или справочника.',
  en: 'This SAMO installation has no such method or dictionary.',
};

/** What `export/default.php` answers instead of data, in any of its envelopes: texts first, because most of them come with HTTP 200. */
const TABLE: FailureRow[] = [
  { text: /blacklisted/i, kind: 'auth', message: address, as: 'SAMO_ADDRESS_REFUSED' },
  { text: /insufficient_scope/i, kind: 'permission', message: scope, as: 'SAMO_TOKEN_SCOPE' },
  { text: /apikey|login failed|invalid_token/i, kind: 'auth', message: token, as: 'SAMO_TOKEN_REFUSED' },
  {
    text: /method does not exist|incorrect (action|reference|type)|unknown (method|action)/i,
    kind: 'config',
    message: lacking,
    as: 'SAMO_NO_METHOD',
  },
  {
    text: /not found|не найден/i,
    status: 200,
    kind: 'not_found',
    message: { ru: 'В САМО нет таких данных.', en: 'SAMO has no such data.' },
    as: 'SAMO_NOT_FOUND',
  },
  {
    code: WAITING_REASONS,
    kind: 'transient',
    message: { ru: 'Документ ещё не готов. Узел спросит снова.', en: 'The document is not ready yet. Uzel asks again.' },
  },
  {
    code: REFUSING_REASONS,
    kind: 'business_refusal',
    message: { ru: 'САМО не выдаёт этот документ.', en: 'SAMO does not give out this document.' },
  },
  {
    text: /parameter/i,
    kind: 'bug',
    message: {
      ru: 'САМО не смогло прочитать запрос узла. Сообщите разработчику.',
      en: 'SAMO could not read the request. Tell the developers.',
    },
    as: 'SAMO_BAD_PARAMETER',
  },
  { status: [400, 401, 403], kind: 'auth', message: token },
  {
    status: [301, 302, 303, 307, 308, 404, 405, 410],
    kind: 'config',
    message: { ru: 'По этому адресу сервиса САМО нет.', en: 'There is no SAMO service at this address.' },
  },
  { status: 429, kind: 'rate_limited', message: { ru: 'САМО просит обращаться реже.', en: 'SAMO asks for fewer requests.' } },
  {
    kind: 'transient',
    message: { ru: 'САМО ответило ошибкой. Узел повторит сам.', en: 'SAMO answered with an error. Uzel repeats.' },
  },
];

/** A failure of the XML gate, the Online API or a print job as the hub's error. All of them read only. */
export function exportError(failure: Omit<Failure, 'readOnly'>): HubError {
  return classify('SAMO', TABLE, { ...failure, readOnly: true });
}
