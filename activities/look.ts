import { HubError } from '../domain/errors.ts';
import type { Fields } from '../domain/json.ts';
import { getPair, type PairRow } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import { type Bases, type LinkRow, linkByLeft, newestDealOf, readBases } from '../store/links.ts';
import { agencyContactId, buyerRecord, ownerOfContact } from './buyers.ts';
import { at } from './context.ts';
import { fieldsReader } from './deals.ts';
import type { Clients } from './deps.ts';

export interface LookDeps {
  db: Database;
  vault: Vault;
  clients: Clients;
}

/** Both sides of a link as they are now, for a person who looks. */
export interface Look {
  pair: PairRow;
  /** The left record as the link's mapping takes it. */
  record: object;
  /** Null when there is no right record yet. */
  right: Fields | null;
  bases: Bases;
}

/** Reads both sides of a link and changes nothing, neither outside nor here. @throws HubError `not_found` when the left record is gone */
export async function lookAt(deps: LookDeps, link: LinkRow): Promise<Look> {
  const pair = await getPair(deps.db, link.pairId);
  const record = pair === null ? null : await (link.kind === 'deal' ? claimOf(deps, pair, link) : payerOf(deps, pair, link));
  if (pair === null || record === null) {
    throw new HubError({
      code: 'LEFT_RECORD_GONE',
      kind: 'not_found',
      userMessage: {
        ru: 'Исходной записи нет: показать нечего',
        en: 'The left record is not there: there is nothing to show',
      },
    });
  }
  return { pair, record, right: await rightOf(deps, pair, link), bases: await readBases(deps.db, deps.vault, link.id) };
}

async function claimOf(deps: LookDeps, pair: PairRow, link: LinkRow): Promise<object | null> {
  const source = await deps.clients.claims(pair.leftConnection);
  const claim = await at(pair.leftConnection, source.getClaim({ guid: link.leftId, number: link.leftNumber ?? '' }));
  if (claim === null) return null;
  const payer = async (kind: 'contact' | 'company', leftId: string) => linkByLeft(deps.db, pair.id, kind, leftId);
  const person = link.personId;
  const company = person === null ? null : await payer('company', person);
  const contact = person === null ? null : await payer('contact', company === null ? person : agencyContactId(person));
  return { ...claim, links: { contact: reference(contact), company: reference(company) } };
}

async function payerOf(deps: LookDeps, pair: PairRow, link: LinkRow): Promise<object | null> {
  const owner = ownerOfContact(link.leftId);
  const home = await newestDealOf(deps.db, pair.id, owner);
  if (home === null || link.kind === 'deal') return null;
  const source = await deps.clients.claims(pair.leftConnection);
  const claim = await at(pair.leftConnection, source.getClaim({ guid: home.leftId, number: home.leftNumber ?? '' }));
  const company = link.kind === 'contact' ? await linkByLeft(deps.db, pair.id, 'company', owner) : null;
  return claim?.buyer == null ? null : buyerRecord(claim.buyer, link.kind, { company });
}

async function rightOf(deps: LookDeps, pair: PairRow, link: LinkRow): Promise<Fields | null> {
  if (link.rightId === null) return null;
  const crm = await deps.clients.crm(pair.rightConnection);
  const record = await at(pair.rightConnection, crm.getRecord(link.kind, link.rightId));
  if (record === null) return null;
  const fields = (await fieldsReader(deps, pair, [record]))(record);
  if (link.kind !== 'deal') return fields;
  const rows = await at(pair.rightConnection, crm.getProductRows(link.rightId));
  return { ...fields, productRows: rows.map((row) => ({ ...row })) };
}

const reference = (link: LinkRow | null) => (link === null ? null : { $link: link.id });
