import type { Cluster } from '../../support/cluster.ts';
import { DEFAULT_USER } from '../../support/cluster.ts';
import type { LedgerLine } from '../../support/twin-control.ts';
import { dealDifferences } from './expected-deal.ts';
import { optionTexts } from './options.ts';
import { type Contact, type Deal, firstPhone, type SamoClaim, samePhone } from './twins.ts';

export interface Verdict {
  /** One line for each broken promise; empty when all hold. */
  violations: string[];
  figures: { [name: string]: number };
}

interface OpenTask {
  kind: string;
  left_id: string | null;
  right_id: string | null;
  link_kind: string | null;
  field: string | null;
}

/** The note of each claim, by guid, before people began to edit. */
export type Notes = ReadonlyMap<string, string>;

/** Judges both twins' states and ledgers by the ownership rules. */
export async function judge(cluster: Cluster, notes: Notes): Promise<Verdict> {
  const [claims, deals, contacts, companies, samo, crm, option, tasks] = await Promise.all([
    cluster.samo.state<SamoClaim>('claims'),
    cluster.bitrix24.state<Deal>('deals'),
    cluster.bitrix24.state<Contact>('contacts'),
    cluster.bitrix24.state<Contact>('companies'),
    cluster.samo.ledger(),
    cluster.bitrix24.ledger(),
    optionTexts(cluster),
    openTasks(cluster),
  ]);
  const violations = [
    ...once(claims, deals, crm),
    ...agreed(claims, deals, option, tasks),
    ...peoplesOwn(claims, deals, { samo, crm, notes }),
    ...buyers({ claims, deals, contacts, companies, samo, crm, tasks }),
    ...noMoreThanAsked(claims, deals, samo, crm),
  ];
  const api = (lines: readonly LedgerLine[], changed?: boolean) =>
    lines.filter((line) => line.by === 'api' && (changed === undefined || line.changed === changed)).length;
  const person = (lines: readonly LedgerLine[]) => lines.filter((line) => line.by === 'person').length;
  return {
    violations,
    figures: {
      claims: claims.length,
      deals: deals.length,
      contacts: contacts.length,
      companies: companies.length,
      'edits in SAMO': person(samo),
      'edits in Bitrix24': person(crm),
      'writes to SAMO that changed something': api(samo, true),
      'writes to SAMO that changed nothing': api(samo, false),
      'writes to Bitrix24 that changed something': api(crm, true),
      'writes to Bitrix24 that changed nothing': api(crm, false),
      'open tasks': tasks.length,
    },
  };
}

async function openTasks(cluster: Cluster): Promise<OpenTask[]> {
  const { rows } = await cluster.db.query<OpenTask>(`
    select tasks.kind, tasks.data->>'field' as field, links.left_id, links.right_id, links.kind as link_kind
    from tasks left join links on links.id = tasks.link_id where tasks.state <> 'closed'`);
  return rows;
}

/** Every claim has exactly one deal; no mark was created twice. */
export function once(claims: readonly SamoClaim[], deals: readonly Deal[], crm: readonly LedgerLine[]): string[] {
  const found: string[] = [];
  const byClaim = groupBy(deals, (deal) => String(deal['ufCrm_UZEL_CLAIM'] ?? ''));
  for (const claim of claims) {
    const count = byClaim.get(String(claim.number))?.length ?? 0;
    if (count !== 1) found.push(`claim ${claim.number} has ${count} deals`);
  }
  const creates = crm.filter((line) => line.by === 'api' && line.operation === 'crm.item.add');
  for (const [mark, lines] of groupBy(creates, (line) => `${line.entity} ${String(line.fields['originId'])}`)) {
    if (lines.length > 1) found.push(`created ${lines.length} times with one mark: ${mark}`);
  }
  return found;
}

/** What the booking system owns stands in the deal; where the portal refused a value, a task says so. */
function agreed(
  claims: readonly SamoClaim[],
  deals: readonly Deal[],
  option: (field: string, id: unknown) => string | null,
  tasks: readonly OpenTask[],
): string[] {
  const explained = new Set(tasks.map((task) => task.left_id));
  return pairs(claims, deals).flatMap(({ claim, deal }) => {
    const differences = dealDifferences(claim, deal, option);
    if (differences.length === 0) return [];
    const note = explained.has(claim.guid) ? ' (a task is open)' : '';
    return differences.map(
      ([field, expected, found]) =>
        `deal ${deal.id} of claim ${claim.number}: ${field} is ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}${note}`,
    );
  });
}

/** Responsible and comments are as the person left them; nobody else touched them after the deal was made. */
function peoplesOwn(
  claims: readonly SamoClaim[],
  deals: readonly Deal[],
  { samo, crm, notes }: { samo: readonly LedgerLine[]; crm: readonly LedgerLine[]; notes: Notes },
): string[] {
  return pairs(claims, deals).flatMap(({ claim, deal }) => {
    const last = (field: string) =>
      crm.findLast(
        (line) => line.by === 'person' && line.entity === 'deal' && line.id === String(deal.id) && field in line.fields,
      )?.fields[field];
    const found: string[] = [];
    const responsible = last('assignedById') ?? Number(DEFAULT_USER);
    if (Number(deal['assignedById']) !== Number(responsible))
      found.push(`deal ${deal.id}: responsible is ${deal['assignedById']}, a person left ${responsible}`);
    const edited = samo
      .filter((line) => line.id === claim.guid && 'note' in line.fields)
      .map((line) => String(line.fields['note']));
    const comments = last('comments');
    const allowed = comments === undefined ? [notes.get(claim.guid) ?? '', ...edited] : [String(comments)];
    const left = String(deal['comments'] ?? '');
    if (!allowed.includes(left))
      found.push(`deal ${deal.id}: comments are ${JSON.stringify(left)}, expected one of ${JSON.stringify(allowed)}`);
    return found;
  });
}

interface BuyerView {
  claims: readonly SamoClaim[];
  deals: readonly Deal[];
  contacts: readonly Contact[];
  companies: readonly Contact[];
  samo: readonly LedgerLine[];
  crm: readonly LedgerLine[];
  tasks: readonly OpenTask[];
}

/** A buyer is one contact (an agency one company) for all claims; phones agree, or a task asks, or the edit of a buyer who does not travel stands. */
function buyers(view: BuyerView): string[] {
  const found: string[] = [];
  const both = pairs(view.claims, view.deals);
  const people = groupBy(
    both.filter(({ claim }) => claim.buyer.kind === 'person'),
    ({ claim }) => claim.buyer.key,
  );
  const owners = new Map<number, string>();
  for (const [key, meetings] of people) {
    const ids = new Set(meetings.map(({ deal }) => Number(deal['contactId'] ?? 0)));
    if (ids.size !== 1 || ids.has(0)) {
      found.push(
        `buyer ${key} of claims ${meetings.map(({ claim }) => claim.number).join(', ')} has contacts ${[...ids].join(', ')}`,
      );
      continue;
    }
    const [id = 0] = ids;
    const other = owners.get(id);
    if (other !== undefined) found.push(`contact ${id} stands for buyers ${other} and ${key}`);
    owners.set(id, key);
    const newest = meetings.reduce((a, b) => (b.claim.number > a.claim.number ? b : a));
    found.push(
      ...moreThanAsked(view, id, new Set(meetings.map(({ claim }) => claim.guid))),
      ...phoneDifference(
        view,
        newest.claim,
        view.contacts.find((contact) => contact.id === id),
      ),
    );
  }
  for (const [key, meetings] of groupBy(
    both.filter(({ claim }) => claim.buyer.kind === 'agency'),
    ({ claim }) => claim.buyer.key,
  )) {
    const ids = new Set(meetings.map(({ deal }) => Number(deal['companyId'] ?? 0)));
    if (ids.size !== 1 || ids.has(0)) found.push(`agency ${key} has companies ${[...ids].join(', ')}`);
  }
  const used = new Set(both.map(({ deal }) => Number(deal['contactId'] ?? 0)));
  const idle = view.contacts.filter((contact) => !used.has(contact.id) && contact['companyId'] === null);
  if (idle.length > 0) found.push(`contacts that no deal refers to: ${idle.map((contact) => contact.id).join(', ')}`);
  return found;
}

/** A contact is written once for each new phone or e-mail of its buyer, at most. */
function moreThanAsked({ samo, crm }: BuyerView, contact: number, claims: ReadonlySet<string>): string[] {
  const ofContact = crm.filter((line) => line.entity === 'contact' && line.id === String(contact) && line.changed);
  const asked = samo.filter(
    (line) => line.by === 'person' && claims.has(line.id) && ('phone' in line.fields || 'email' in line.fields),
  );
  const updates = ofContact.filter((line) => line.by === 'api' && line.operation === 'crm.item.update').length;
  if (updates <= asked.length) return [];
  return [`contact ${contact}: ${updates} updates for ${asked.length} changes of its buyer${story([...ofContact, ...asked])}`];
}

function phoneDifference({ crm, tasks }: BuyerView, claim: SamoClaim, contact: Contact | undefined): string[] {
  const { buyer } = claim;
  if (contact === undefined) return [`the contact of buyer ${buyer.key} is not there`];
  const kept = firstPhone(contact)?.value ?? null;
  const booked = buyer.mobile ?? buyer.phone;
  if (samePhone(kept, booked)) return [];
  const asked = (task: OpenTask) => (task.kind === 'conflict' && task.field === 'phones') || task.kind === 'write_refused';
  if (tasks.some((task) => asked(task) && task.link_kind === 'contact' && task.right_id === String(contact.id))) return [];
  const edits = crm.filter((line) => line.by === 'person' && line.entity === 'contact' && line.id === String(contact.id));
  if (!buyer.travels && samePhone(phoneWritten(edits.at(-1)), kept)) return [];
  return [
    `contact ${contact.id} has phone ${kept}, buyer ${buyer.key} of claim ${claim.number} has ${booked} (travels: ${buyer.travels}), and no task asks`,
  ];
}

/** The phone that a person's edit of a contact put in place of the former one. */
function phoneWritten(edit: LedgerLine | undefined): string | null {
  const entries = Object.values((edit?.fields['fm'] ?? {}) as { [id: string]: { value: string } });
  return entries[0]?.value ?? null;
}

const OWNED = ['title', 'opportunity', 'currencyId', 'stageId'];
/** The reference to a contact that was made later than its deal. */
const LATE_CONTACT = 1;

/** Effects never outnumber the changes that call for them: per deal, per claim. */
function noMoreThanAsked(
  claims: readonly SamoClaim[],
  deals: readonly Deal[],
  samo: readonly LedgerLine[],
  crm: readonly LedgerLine[],
): string[] {
  const found: string[] = [];
  for (const { claim, deal } of pairs(claims, deals)) {
    const ofDeal = crm.filter(
      (line) => line.id === String(deal.id) && line.changed && ['deal', 'productrow'].includes(line.entity),
    );
    const ofClaim = samo.filter((line) => line.id === claim.guid && line.changed);
    const writes = (operation: string) => ofDeal.filter((line) => line.by === 'api' && line.operation === operation).length;
    const setBacks = ofDeal.filter(
      (line) => line.by === 'person' && line.entity === 'deal' && OWNED.some((field) => field in line.fields),
    ).length;
    const records = writes('crm.item.update');
    const rows = writes('crm.item.productrow.set');
    if (records > ofClaim.length + setBacks + LATE_CONTACT) {
      const counted = `${records} updates for ${ofClaim.length} changes of claim ${claim.number} and ${setBacks} edits to set back`;
      found.push(`deal ${deal.id}: ${counted}${story([...ofDeal, ...ofClaim])}`);
    }
    if (rows > ofClaim.length + 1)
      found.push(`deal ${deal.id}: product rows set ${rows} times for ${ofClaim.length} changes of claim ${claim.number}`);
  }
  const cancels = groupBy(
    samo.filter((line) => line.by === 'api' && line.operation === 'GET_CLAIM_CANCEL' && line.changed),
    (line) => line.id,
  );
  for (const [guid, lines] of cancels) {
    const deal = pairs(claims, deals).find(({ claim }) => claim.guid === guid)?.deal;
    const asked = crm.filter(
      (line) =>
        line.by === 'person' &&
        line.entity === 'deal' &&
        line.id === String(deal?.id) &&
        /:(LOSE|CANCEL_REQUEST)$/.test(String(line.fields['stageId'])),
    ).length;
    if (lines.length > asked) found.push(`${lines.length} cancel requests for claim ${guid}, people asked ${asked} times`);
  }
  return found;
}

/** What happened to one deal and its claim, in order, a line each. */
function story(lines: readonly LedgerLine[]): string {
  const told = [...lines]
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ at, by, operation, fields }) => `${at.slice(11, 23)} ${by} ${operation} ${JSON.stringify(fields)}`);
  return told.map((line) => `\n    ${line.slice(0, 400)}`).join('');
}

function pairs(claims: readonly SamoClaim[], deals: readonly Deal[]): { claim: SamoClaim; deal: Deal }[] {
  const byClaim = new Map(deals.map((deal) => [String(deal['ufCrm_UZEL_CLAIM']), deal]));
  return claims.flatMap((claim) => {
    const deal = byClaim.get(String(claim.number));
    return deal === undefined ? [] : [{ claim, deal }];
  });
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
