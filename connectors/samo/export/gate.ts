import type { ReferencePage, ReferencePort, ReferenceRow } from '../../../domain/booking/ports.ts';
import { HubError } from '../../../domain/errors.ts';
import type { HttpAnswer } from '../../sdk/http.ts';
import { child, parseXml, type XmlNode } from '../../sdk/xml.ts';
import { attributesOf } from '../attributes.ts';
import { badInput } from '../outcome.ts';
import { text } from '../values.ts';
import type { ExportCall, ExportDoor } from './door.ts';
import { FIRST_STAMP, readStamp, writeStamp } from './stamp.ts';

/**
 * Dictionaries by stamp. The next page begins at the **largest** stamp of the last one: rows do not come in the order of their stamps. What was deleted
 * before the first load is of no interest; the stamp of that moment is taken once and kept.
 */
export function createGate(door: ExportDoor): ReferencePort & { currentStamp(): Promise<string> } {
  async function ask(type: string, parameters: { [name: string]: string } = {}): Promise<XmlNode> {
    const call: ExportCall = { operation: `reference:${type}`, parameters: { type, ...parameters } };
    const answer = await door.call(call);
    const root = rootOf(answer);
    const error = root && child(root, 'Error');
    if (error) throw door.failure(call, answer, error.text);
    const data = root && child(root, 'Data');
    if (!data || answer.status >= 400) throw door.unreadable(call, answer);
    return data;
  }

  async function currentStamp(): Promise<string> {
    const stamp = readStamp(child(await ask('currentstamp'), 'currentstamp')?.attributes['stamp']);
    if (stamp === null) throw misread('currentstamp');
    return writeStamp(stamp);
  }

  return {
    currentStamp,
    async pull(type, cursor): Promise<ReferencePage> {
      if (!/^[a-z]+$/.test(type) || type === 'currentstamp') throw badInput('no dictionary of that name');
      const { lastStamp, delStamp } = cursor ?? { lastStamp: FIRST_STAMP, delStamp: await currentStamp() };
      const last = readStamp(lastStamp);
      if (last === null || readStamp(delStamp) === null) throw badInput('a stamp of another form');
      const asked = cursor === null ? FIRST_STAMP : delStamp;
      const data = await ask(type, { laststamp: lastStamp, delstamp: asked });
      const rows = data.children.filter((row) => row.name === type).map((row) => readRow(row, type));
      const largest = largestOf([last, ...rows.map(({ stamp }) => stamp)]);
      if (largest === last && rows.some(({ stamp }) => stamp < last)) throw repeated(type);
      return {
        rows: rows.map(({ row }) => row),
        cursor: { lastStamp: writeStamp(largest), delStamp },
        complete: largest === last,
      };
    },
  };
}

/** As numbers: texts of different width would be ordered wrongly. */
function largestOf(stamps: readonly bigint[]): bigint {
  return stamps.reduce((top, stamp) => {
    if (stamp > top) return stamp;
    return top;
  }, 0n);
}

function rootOf({ text: xml }: HttpAnswer): XmlNode | null {
  try {
    const root = parseXml(xml);
    return root.name === 'Response' ? root : null;
  } catch {
    return null;
  }
}

/** A row without a key or a stamp would be lost without a trace: half an answer is no answer. */
function readRow(node: XmlNode, type: string): { stamp: bigint; row: ReferenceRow } {
  const a = attributesOf(node);
  const [key, stamp] = [text(a('inc')), readStamp(a('stamp'))];
  if (key === null || stamp === null) throw misread(type);
  const known = {
    key,
    deleted: a('status')?.toUpperCase() === 'D',
    name: text(a('name')),
    latinName: text(a('lname')),
    alias: text(a('alias')),
  };
  return { stamp, row: { ...known, values: Object.fromEntries(a.rest().map(({ name, value }) => [name, text(value)])) } };
}

function misread(type: string): HubError {
  return new HubError({
    code: 'SAMO_GATE_UNREADABLE',
    kind: 'transient',
    userMessage: { ru: 'Шлюз САМО ответил не по протоколу.', en: 'The gate of SAMO answered outside its protocol.' },
    detail: `${type}: a row without inc or stamp`,
  });
}

/** Taking an older page for the last one would end the reading too early. */
function repeated(type: string): HubError {
  return new HubError({
    code: 'SAMO_GATE_REPEATED',
    kind: 'transient',
    userMessage: {
      ru: 'Шлюз САМО прислал прежнюю страницу справочника. Узел повторит запрос.',
      en: 'The gate of SAMO sent an earlier page of the dictionary. Uzel asks again.',
    },
    detail: type,
  });
}
