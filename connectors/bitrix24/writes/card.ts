import type { WriteInput, WriteOutcome } from '../../../domain/deals/ports.ts';
import type { Fields } from '../../../domain/json.ts';
import type { Write } from '../../sdk/contract.ts';
import { type Bitrix24, WRITE_TIMEOUT_MS } from '../client.ts';
import { fileOf, filesOf } from '../files.ts';
import { invalidValue } from '../invalid.ts';
import { entityOf, idOf, optionalText, SETTLE_MS, textOf } from './input.ts';

/** What is added to the card of a record. None of it is changed later, so that each is done once its trace is found. */
interface Addition {
  add(client: Bitrix24, input: WriteInput, key: string): Promise<string>;
  find(client: Bitrix24, input: WriteInput, key: string): Promise<{ id: string } | null>;
}

function addition({ add, find }: Addition): Write<Bitrix24> {
  return {
    retry: 'findable',
    settleMs: SETTLE_MS,
    timeoutMs: WRITE_TIMEOUT_MS,
    perform: async (client, input, key) => done(await add(client, input, key)),
    async find(client, input, key) {
      const found = await find(client, input, key);
      return found ? done(found.id) : null;
    },
  };
}

const done = (externalId: string): WriteOutcome => ({ externalId, revision: null, readBack: null });

/** `{text, files?: [{name, base64}]}`: a comment with files, which the portal keeps on its drive; found by the signature in its text. */
export const addComment = addition({
  add: (client, input, key) => {
    const comment = { text: textOf(input.fields, 'text'), files: filesOf(input.fields, 'files') };
    return client.comments.add(entityOf(input), idOf(input), comment, key);
  },
  find: (client, input, key) => client.comments.find(entityOf(input), idOf(input), key),
});

/** `{title, description?, deadline, responsibleId?, pingOffsets?}`: a to-do in the card; found by the signature in its description. */
export const addTodo = addition({
  add: (client, input, key) => {
    const { fields } = input;
    const responsibleId = optionalText(fields, 'responsibleId');
    const pingOffsets = numbersOf(fields, 'pingOffsets');
    const todo = {
      title: textOf(fields, 'title'),
      description: optionalText(fields, 'description') ?? '',
      deadline: textOf(fields, 'deadline'),
      ...(responsibleId === undefined ? {} : { responsibleId }),
      ...(pingOffsets === undefined ? {} : { pingOffsets }),
    };
    return client.activities.addTodo(entityOf(input), idOf(input), todo, key);
  },
  find: (client, input, key) => client.activities.findTodo(entityOf(input), idOf(input), key),
});

/**
 * `{typeId?, layout, incoming?, completed?, responsibleId?}`: a record of a message in the card, application only; carries our mark in `originId`.
 */
export const addActivity = addition({
  add: (client, input, key) => {
    const { fields } = input;
    const responsibleId = optionalText(fields, 'responsibleId');
    const record = {
      typeId: optionalText(fields, 'typeId') ?? 'CONFIGURABLE',
      layout: fields['layout'] ?? {},
      incoming: fields['incoming'] === true,
      completed: fields['completed'] === true,
      ...(responsibleId === undefined ? {} : { responsibleId }),
    };
    return client.activities.addRecord(entityOf(input), idOf(input), record, key);
  },
  find: (client, input, key) => client.activities.findRecord(entityOf(input), idOf(input), key),
});

/** `{title, description?, responsibleId, deadline?}`: a task tied to the record; found by the signature in its description. */
export const addTask = addition({
  add: (client, input, key) => {
    const { fields } = input;
    const deadline = optionalText(fields, 'deadline');
    const task = {
      title: textOf(fields, 'title'),
      description: optionalText(fields, 'description') ?? '',
      responsibleId: textOf(fields, 'responsibleId'),
      ...(deadline === undefined ? {} : { deadline }),
    };
    return client.tasks.add(entityOf(input), idOf(input), task, key);
  },
  find: (client, input, key) => client.tasks.find(entityOf(input), idOf(input), key),
});

/** Id is a folder of the drive; `{file: {name, base64}}`: kept under a name that tells its content. */
export const uploadFile = addition({
  add: async (client, input) => (await client.disk.upload(idOf(input), fileOf(input.fields, 'file'))).id,
  find: (client, input) => client.disk.find(idOf(input), fileOf(input.fields, 'file')),
});

/** `{title, number, docxBase64, pdfBase64?, region?}`: a finished document of the record; found by its number, which is never used twice. */
export const uploadDocument = addition({
  add: async (client, input) => {
    const { fields } = input;
    const pdfBase64 = optionalText(fields, 'pdfBase64');
    const document = {
      title: textOf(fields, 'title'),
      number: textOf(fields, 'number'),
      docxBase64: textOf(fields, 'docxBase64'),
      region: optionalText(fields, 'region') ?? 'ru',
      ...(pdfBase64 === undefined ? {} : { pdfBase64 }),
    };
    return (await client.documents.upload(entityOf(input), idOf(input), document)).id;
  },
  find: (client, input) => client.documents.find(entityOf(input), idOf(input), { number: textOf(input.fields, 'number') }),
});

function numbersOf(fields: Fields, field: string): number[] | undefined {
  const value = fields[field] ?? null;
  if (value === null) return undefined;
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'number')) throw invalidValue(field, 'a list of numbers');
  return value.map(Number);
}
