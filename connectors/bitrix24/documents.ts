import { z } from 'zod';
import { entityTypeId, type RecordEntity } from './entities.ts';
import { byOffset } from './paging.ts';
import type { Rest } from './rest.ts';
import { exactNumber } from './values.ts';
import { idText, phpList } from './wire.ts';

/** A finished document of a record in the document generator. Its links hold live tokens: they are not kept. */
export interface CrmDocument {
  id: string;
  title: string;
  /** Unique for a record: it is what an upload is found by. */
  number: string;
}

export interface NewDocument {
  title: string;
  number: string;
  docxBase64: string;
  pdfBase64?: string;
  /** Country of the document's form, `ru` by default. */
  region: string;
}

export interface Documents {
  list(entity: RecordEntity, id: string): Promise<CrmDocument[]>;
  upload(entity: RecordEntity, id: string, document: NewDocument): Promise<CrmDocument>;
  find(entity: RecordEntity, id: string, document: Pick<NewDocument, 'number'>): Promise<CrmDocument | null>;
}

const row = z.object({ id: idText, title: z.string().catch(''), number: idText.catch('') });

export function createDocuments(rest: Rest, deadlineAt: () => number): Documents {
  async function list(entity: RecordEntity, id: string, filter: object = {}): Promise<CrmDocument[]> {
    return byOffset(async (start) => {
      const params = {
        filter: { entityTypeId: entityTypeId[entity], entityId: exactNumber(id), ...filter },
        order: { id: 'asc' },
        select: ['id', 'title', 'number'],
        start,
      };
      const answer = z.object({ documents: phpList(row) });
      const { result, total } = await rest.read('crm.documentgenerator.document.list', params, answer);
      return { rows: result.documents, total };
    });
  }

  return {
    list: (entity, id) => list(entity, id),
    async upload(entity, id, { title, number, docxBase64, pdfBase64, region }) {
      const fields = {
        entityTypeId: entityTypeId[entity],
        entityId: exactNumber(id),
        title,
        number,
        region,
        fileContent: docxBase64,
        ...(pdfBase64 === undefined ? {} : { pdfContent: pdfBase64 }),
      };
      const answer = z.object({ document: row });
      return (await rest.write('crm.documentgenerator.document.upload', { fields }, answer, deadlineAt())).result.document;
    },
    async find(entity, id, { number }) {
      return (await list(entity, id, { number })).find((document) => document.number === number) ?? null;
    },
  };
}
