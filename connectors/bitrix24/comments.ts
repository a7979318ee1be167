import { z } from 'zod';
import { isHubError } from '../../domain/errors.ts';
import type { RecordEntity } from './entities.ts';
import { fileToWire, type OutgoingFile } from './files.ts';
import { byOffset } from './paging.ts';
import type { Rest } from './rest.ts';
import { signatureIn, signatureOf, signed, unsigned } from './signature.ts';
import { exactNumber } from './values.ts';
import { idText, phpMap } from './wire.ts';

/** A comment in the timeline of a record. Links of its files open in a browser session only. */
export interface Comment {
  id: string;
  entity: string;
  entityId: string;
  /** Without our signature. */
  text: string;
  /** Of the write that made it; null for comments of people. */
  signature: string | null;
  authorId: string;
  /** ISO 8601. */
  createdAt: string;
  files: { id: string; name: string; size: number }[];
}

export interface Comments {
  get(id: string): Promise<Comment | null>;
  /** All comments of a record, oldest first. */
  list(entity: RecordEntity, id: string): Promise<Comment[]>;
  /** Adds a comment with files; appending only, so that nobody's file is lost. Answers with its id. */
  add(entity: RecordEntity, id: string, comment: NewComment, key: string): Promise<string>;
  /** The comment that a write with this key has made. */
  find(entity: RecordEntity, id: string, key: string): Promise<Comment | null>;
}

export interface NewComment {
  text: string;
  files: readonly OutgoingFile[];
}

const file = z.object({ id: idText, name: z.string().catch(''), size: z.coerce.number().catch(0) });
const comment = z
  .object({
    ID: idText,
    ENTITY_ID: idText.catch(''),
    ENTITY_TYPE: z.string().catch(''),
    COMMENT: z.string().nullish(),
    AUTHOR_ID: idText.catch(''),
    CREATED: z.string().catch(''),
    FILES: phpMap(file).catch({}),
  })
  .transform(
    (row): Comment => ({
      id: row.ID,
      entity: row.ENTITY_TYPE.toLowerCase(),
      entityId: row.ENTITY_ID,
      text: unsigned(row.COMMENT ?? ''),
      signature: signatureIn(row.COMMENT ?? ''),
      authorId: row.AUTHOR_ID,
      createdAt: row.CREATED,
      files: Object.values(row.FILES),
    }),
  );

export function createComments(rest: Rest, deadlineAt: () => number): Comments {
  async function list(entity: RecordEntity, id: string): Promise<Comment[]> {
    const filter = { ENTITY_ID: exactNumber(id), ENTITY_TYPE: entity };
    return byOffset(async (start) => {
      const params = { filter, order: { ID: 'ASC' }, start };
      const { result, total } = await rest.read('crm.timeline.comment.list', params, z.array(comment));
      return { rows: result, total };
    });
  }

  return {
    list,
    async get(id) {
      try {
        return (await rest.read('crm.timeline.comment.get', { id: exactNumber(id) }, comment)).result;
      } catch (error) {
        if (isHubError(error) && error.kind === 'not_found') return null;
        throw error;
      }
    },
    async add(entity, id, { text, files }, key) {
      const FILES = files.length > 0 ? { FILES: files.map(fileToWire) } : {};
      const fields = { ENTITY_ID: exactNumber(id), ENTITY_TYPE: entity, COMMENT: signed(text, key), ...FILES };
      return (await rest.write('crm.timeline.comment.add', { fields }, idText, deadlineAt())).result;
    },
    async find(entity, id, key) {
      const signature = signatureOf(key);
      return (await list(entity, id)).find((candidate) => candidate.signature === signature) ?? null;
    },
  };
}
