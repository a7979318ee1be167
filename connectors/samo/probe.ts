import type { ClaimListItem } from '../../domain/deals/ports.ts';
import { isHubError } from '../../domain/errors.ts';
import type { Capability } from '../sdk/contract.ts';
import type { XmlInput } from '../sdk/xml.ts';
import type { SamoClient } from './client.ts';
import { attempt } from './probe-attempt.ts';
import { probeTransports } from './probe-transports.ts';

const SAMPLE = { page: 1, pageSize: 1 };

/**
 * Tries every reading procedure once, on one claim, then every other interface. Writes are not tried: what is told of them follows from what the
 * service says about its rules. An interface that is missing takes its own flow with it and no other.
 * @returns one row per capability; a failed connection is told in the reasons
 */
export async function probeSamo(client: SamoClient): Promise<Capability[]> {
  const claims = await probeClaims(client);
  const listed = claims.some(({ name, available }) => name === 'claims.documents' && available);
  return [...claims, ...(await probeTransports(client, listed))];
}

async function probeClaims(client: SamoClient): Promise<Capability[]> {
  const login = await attempt('login', LOGIN, () => ask(client, 'GET_PARTNER', {}));
  if (!login.available) return [login];
  let sample: ClaimListItem | undefined;
  const list = await attempt('claims.list', LIST, async () => {
    sample = (await client.listClaims(SAMPLE)).items[0];
  });
  if (!sample) return [login, list, ...(list.available ? [{ name: 'claims.read', available: false, reason: NO_SAMPLE }] : [])];

  const { ref } = sample;
  const claim: XmlInput = { CLAIM: ref.number, GUID: ref.guid };
  let rules = false;
  const read = await attempt('claims.read', READ, async () => {
    rules = Boolean((await client.readRaw(ref))?.rules);
  });
  const tourists: Capability = { name: 'claim.tourists', available: rules, reason: rules ? TOURISTS : NO_RULES };
  return [
    login,
    list,
    read,
    await attempt('claims.statuses', STATUSES, () => client.getStatuses([ref.guid])),
    await attempt('claims.payments', PAYMENTS, () => ask(client, 'GET_CLAIM_PAYMENT', claim)),
    await attempt('claims.documents', DOCUMENTS, () => ask(client, 'GET_DOCUMENTS', claim)),
    tourists,
    { name: 'claim.cancel', available: read.available, reason: CANCEL },
  ];
}

/** "Nothing found" shows that the procedure is there. */
async function ask(client: SamoClient, proc: string, params: XmlInput): Promise<void> {
  try {
    await client.work({ proc, params, readOnly: true });
  } catch (error) {
    if (!isHubError(error) || error.kind !== 'not_found') throw error;
  }
}

const LOGIN = { ru: 'Вход выполнен.', en: 'Signed in.' };
const LIST = { ru: 'Список заявок читается.', en: 'The list of claims can be read.' };
const READ = { ru: 'Заявка читается целиком.', en: 'A claim can be read in full.' };
const STATUSES = {
  ru: 'Статусы читаются пачкой: правки одного дня различимы.',
  en: 'Statuses are read in bulk: edits of one day are told apart.',
};
const PAYMENTS = { ru: 'Оплаты заявки читаются.', en: 'Payments of a claim can be read.' };
const DOCUMENTS = { ru: 'Список документов заявки читается.', en: 'The list of documents can be read.' };
const NO_SAMPLE = { ru: 'Ни одной заявки не видно: проверить чтение не на чем.', en: 'No claim is visible to try reading on.' };
const TOURISTS = {
  ru: 'САМО сообщает правила для данных туристов, телефон и почту можно передавать. Сама запись не проверялась.',
  en: 'SAMO states its rules for tourist data, so phones and e-mails can be sent. The write itself was not tried.',
};
const NO_RULES = {
  ru: 'САМО не сообщило правил для данных туристов, менять их нельзя.',
  en: 'SAMO stated no rules for tourist data, so they cannot be changed.',
};
const CANCEL = {
  ru: 'Запрос на отмену не проверялся: проверка только читает. Право на него подтвердите у администратора САМО.',
  en: 'The cancel request was not tried: a probe only reads. Confirm the right to it with the SAMO administrator.',
};
