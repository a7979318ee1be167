import { afterAll, expect, test } from 'vitest';
import { payloadReader } from '../support/clear-payloads.ts';
import { clusterForFile } from '../support/cluster-test.ts';
import { connectDocuments, lettersTo, paidInFull } from '../support/document-desk.ts';
import { needlesOf, occurrences } from '../support/needles.ts';

const cluster = await clusterForFile({ name: 'privacy' });
await cluster.samo.seed(25, 3);
const payloads = payloadReader(cluster);
afterAll(() => payloads.close());

interface Person {
  name: string;
  lname?: string;
  phone: string | null;
  email: string | null;
  mobile?: string | null;
  pserie?: string;
  pnumber?: string;
}

/** Everybody that SAMO knows: payers, tourists, people of agencies. */
async function everybody(): Promise<Person[]> {
  const claims = await cluster.samo.state<{ buyer: Person; peoples: Person[] }>('claims');
  return claims.flatMap(({ buyer, peoples }) => [buyer, ...peoples]);
}

/** Histories of all runs as text: payloads decrypted, failures, summaries, ids and search attributes included. */
async function histories(): Promise<string> {
  const parts: string[] = [];
  for await (const { workflowId, runId } of cluster.temporal.workflow.list()) {
    const handle = cluster.temporal.workflow.getHandle(workflowId, runId);
    const [history, description] = [await handle.fetchHistory(), await handle.describe()];
    parts.push(asText(await payloads.clear(history)), asText(await payloads.clear(description.raw)));
  }
  return parts.join('\n');
}

/** JSON in which every payload stands decoded beside its bytes. */
function asText(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (inner instanceof Uint8Array) return `${Buffer.from(inner).toString('utf8')} ${Buffer.from(inner).toString('base64')}`;
    return typeof inner === 'bigint' ? String(inner) : inner;
  });
}

test('no passport number, phone, address, name or document is in workflow histories, logs or metrics', {
  timeout: 120_000,
}, async () => {
  await connectDocuments(cluster);
  const paid = await paidInFull(cluster);
  await expect.poll(() => lettersTo(cluster, paid), { timeout: 45_000, interval: 200 }).toHaveLength(2);
  await cluster.quiet();
  // Failures must not carry values either: refusals, broken calls, a conflict, an unreadable answer.
  await cluster.samo.faults({ operation: '*', kind: 'error', share: 0.1 }, { operation: '*', kind: 'truncate', share: 0.1 });
  await cluster.bitrix24.faults(
    { operation: '*', kind: 'error', share: 0.1 },
    { operation: '*', kind: 'commit_then_drop', share: 0.2 },
  );
  for (const [index, { guid }] of (await cluster.samo.state<{ guid: string }>('claims')).entries()) {
    await cluster.samo
      .act('edit', { claim: guid, patch: { phone: `+7 900 000-77-${String(index).padStart(2, '0')}` } })
      .catch(() => {});
  }
  for (const contact of await cluster.bitrix24.state<{ id: number; fm: { id: number; typeId: string }[] }>('contacts')) {
    const phone = contact.fm.find((entry) => entry.typeId === 'PHONE');
    const fm = phone
      ? { [String(phone.id)]: { typeId: 'PHONE', value: `+7 900 000-88-${String(contact.id).padStart(2, '0')}` } }
      : {};
    await cluster.bitrix24.act('edit', { contact: contact.id, fields: { fm, lastName: 'Секретный' } });
  }
  await cluster.quiet({ withinMs: 20_000 }).catch(() => {});
  await cluster.samo.faults();
  await cluster.bitrix24.faults();
  await cluster.quiet();

  const people = await everybody();
  const contacts = await cluster.bitrix24.state<{ lastName: string; fm: { value: string }[] }>('contacts');
  const needles = needlesOf([
    ...people.flatMap((person) => [
      person.name,
      person.lname,
      person.phone,
      person.mobile,
      person.email,
      person.pnumber && `${person.pserie} ${person.pnumber}`,
    ]),
    ...people.flatMap((person) => [person.pnumber]),
    ...contacts.flatMap(({ lastName, fm }) => [lastName, ...fm.map(({ value }) => value)]),
    // What every document begins with.
    '%PDF-1',
  ]);
  const told = await histories();
  const places: { [where: string]: string } = { histories: told, ...(await cluster.metrics()), ...cluster.logs() };
  delete places['sandbox.log'];
  expect(Object.keys(places)).toEqual(expect.arrayContaining(['api metrics', 'worker-1 metrics', 'api.log', 'worker-1.log']));
  expect(told).toContain('drainDeal');
  expect(told).toContain('drainDocuments');
  expect(payloads.decoded()).toBeGreaterThan(500);
  expect(told.length).toBeGreaterThan(100_000);
  expect(needles.length).toBeGreaterThan(200);
  for (const [where, text] of Object.entries(places))
    expect({ where, found: occurrences(text, needles) }).toEqual({ where, found: [] });
  // The search finds what is there: the same needles are in what SAMO itself says.
  expect(occurrences(asText(people), needles).length).toBeGreaterThan(50);
});
