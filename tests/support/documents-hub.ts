import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeliveryActivities } from '../../activities/deliveries.ts';
import { createDocumentActivities, type DocumentStep } from '../../activities/documents.ts';
import { createLedger } from '../../activities/ledger.ts';
import { bitrix24 } from '../../connectors/bitrix24/index.ts';
import { samo } from '../../connectors/samo/index.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import { smsc } from '../../connectors/smsc/index.ts';
import { smtp } from '../../connectors/smtp/index.ts';
import { createRenderer } from '../../letters/index.ts';
import { optionsOf } from '../../runtime/sandbox-options.ts';
import { readShippedCalendars, shipCalendars } from '../../runtime/ship-calendars.ts';
import { readShippedPacks, shipPacks } from '../../runtime/ship-packs.ts';
import { readShippedTemplates, shipTemplates } from '../../runtime/ship-templates.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { saveConnection, savePair, setMode } from '../../store/connections.ts';
import { openDocument } from '../../store/documents.ts';
import { openLinks, updateLink } from '../../store/links.ts';
import { personFor } from '../../store/people.ts';
import { hubOn } from './api-client.ts';
import { connectedForTest } from './connected.ts';
import { startHubDatabase } from './hub-database.ts';
import { twinControl } from './twin-control.ts';

const SCALE = 50;
const PUBLIC_URL = 'https://uzel.example.com';

export interface BookedClaim {
  claim: number;
  guid: string;
  link: string;
  personId: string;
  email: string;
}

interface ClaimState {
  guid: string;
  buyer: { email: string | null; name: string };
  moneys: { debt: string; isClaimCurrency: boolean }[];
}

/** Documents of a hub on a database and a sandbox, without Temporal: looks and sendings are called by the test. */
export async function startDocumentsHub() {
  const [sandbox, database] = await Promise.all([
    startSandbox({ port: 0, limitScale: SCALE, scenario: 'off' }),
    startHubDatabase(),
  ]);
  const twin = (name: string) => twinControl(sandbox.url, name);
  const options = async (name: string) => ({
    ...optionsOf((await twin(name).connection()) as Parameters<typeof optionsOf>[0]),
    privateNetworks: ['127.0.0.0/8'],
  });
  const booking = samo.connect(connectedForTest(samo, { ...(await options('samo')), requestsPerSecond: 20 }));
  const crm = bitrix24.connect(connectedForTest(bitrix24, await options('bitrix24')));
  const mail = smtp.connect(connectedForTest(smtp, await options('smtp')));
  const phones = smsc.connect(connectedForTest(smsc, await options('smsc')));
  const ports = {
    samo: createWritePort(samo, booking, SCALE),
    bitrix24: createWritePort(bitrix24, crm, SCALE),
    smtp: createWritePort(smtp, mail, SCALE),
    smsc: createWritePort(smsc, phones, SCALE),
  };
  const hub = hubOn(database.db);
  const { db, vault } = hub.deps;
  for (const id of ['samo', 'bitrix24', 'smtp', 'smsc'] as const)
    await saveConnection(db, vault, { id, system: id, title: id, open: {}, secret: {}, pullSeconds: 60 });
  await savePair(db, { id: 'p', process: 'deals', leftConnection: 'samo', rightConnection: 'bitrix24', constants: {} });
  await shipTemplates(db, await readShippedTemplates());
  await shipPacks(db, await readShippedPacks());
  await shipCalendars(db, await readShippedCalendars(), new Date());

  const warned: { fields: object; message: string }[] = [];
  const log = { info: () => undefined, warn: (fields: object, message: string) => void warned.push({ fields, message }) };
  const channelOf = (system: string) => (system === 'smtp' ? 'email' : system === 'smsc' ? 'sms' : undefined);
  const port = async (id: string) => {
    if (!Object.hasOwn(ports, id)) throw new Error(`no account ${id}`);
    return ports[id as keyof typeof ports];
  };
  const documents = createDocumentActivities({
    ...{ db, vault, log, channelOf, limitScale: SCALE, publicUrl: PUBLIC_URL },
    renderer: createRenderer(),
    ledger: createLedger({ db, vault, writePort: port }),
    booking: async () => booking,
  });
  const sending = createDeliveryActivities({
    ...{ db, vault, log, limitScale: SCALE },
    sender: port,
    attachments: { open: (id) => openDocument(db, vault, id) },
  });
  const run = new MockActivityEnvironment();
  let people = 0;

  const desk = {
    hub,
    sandbox,
    database,
    twin,
    warned,
    samo: twin('samo'),
    mail: twin('smtp'),
    rows: async <Row>(query: string, ...values: unknown[]) => (await database.pool.query(query, values)).rows as Row[],
    async mode(mode: 'observe' | 'live') {
      for (const id of ['samo', 'bitrix24']) await setMode(db, 'documents', id, mode, 'test');
    },
    /** A confirmed claim of a person, with its deal. */
    async book(): Promise<BookedClaim> {
      let booked = await desk.samo.act<{ claim: number; guid: string }>('book', { buyer: 'person' });
      // Some people leave no e-mail.
      while ((await desk.claim(booked)).buyer.email === null) booked = await desk.samo.act('book', { buyer: 'person' });
      await desk.samo.act('confirm', { claim: booked.guid });
      const state = await desk.claim(booked);
      people += 1;
      const email = state.buyer.email?.toLowerCase() ?? '';
      const buyer = { kind: 'person' as const, name: state.buyer.name, phone: null, email };
      const personId = await personFor(db, vault, { kind: 'email', value: `${people}` }, buyer);
      const links = await openLinks(db, 'p', 'deal', [{ leftId: booked.guid, leftNumber: String(booked.claim), personId }]);
      const link = links.get(booked.guid) ?? '';
      const deal = await ports.bitrix24.perform('record.add', { entity: 'deal', mark: link, fields: { title: 'Тур' } }, link);
      await updateLink(db, link, { rightId: deal.externalId ?? null });
      return { ...booked, link, personId, email };
    },
    async claim({ guid }: Pick<BookedClaim, 'guid'>): Promise<ClaimState> {
      const found = (await desk.samo.state<ClaimState>('claims')).find((one) => one.guid === guid);
      if (!found) throw new Error(`no claim ${guid}`);
      return found;
    },
    async pay(claim: BookedClaim, share = 1) {
      const debt = Number((await desk.claim(claim)).moneys.find(({ isClaimCurrency }) => !isClaimCurrency)?.debt ?? 0);
      await desk.samo.act('pay', { claim: claim.guid, amount: (debt * share).toFixed(2) });
    },
    look: async (claim: Pick<BookedClaim, 'link'>, at = Date.now()) =>
      (await run.run(documents.drainDocuments, claim.link, at)) as DocumentStep,
    send: (account: 'smtp' | 'smsc' = 'smtp', at = Date.now()) => run.run(sending.sendDue, account, at),
    /** Looks, sends what is posted, and looks again, so that proofs are noted. */
    async settle(claim: Pick<BookedClaim, 'link'>) {
      await desk.look(claim);
      await desk.send();
      await desk.look(claim);
    },
    async states(claim: Pick<BookedClaim, 'link'>): Promise<{ [part: string]: string }> {
      const found = await desk.rows<{ part: string; state: string }>(
        'select part, state from document_parts where link_id = $1',
        claim.link,
      );
      return Object.fromEntries(found.map(({ part, state }) => [part, state]));
    },
    async letters({ email }: Pick<BookedClaim, 'email'>) {
      const all = await desk.mail.state<{ to: string[]; subject: string; attachments: { name: string }[] }>('letters');
      return all.filter(({ to }) => to.some((address) => address.toLowerCase() === email));
    },
    /** How often each document of a claim counts as handed out in the booking system. */
    async issued({ guid }: Pick<BookedClaim, 'guid'>) {
      const lines = (await desk.samo.ledger()).filter((line) => line.operation === 'issue' && line.fields['claim'] === guid);
      return lines.map(({ id, changed }) => `${id} ${changed}`);
    },
    stop: () => Promise.all([sandbox.stop(), database.stop()]),
  };
  await desk.mode('live');
  return desk;
}
