import { createHash } from 'node:crypto';
import type { TwinLedger } from '../../core/types.ts';
import { jsonAnswer } from '../answers.ts';
import type { BackOffice } from '../back-office.ts';
import type { Door } from '../export/door.ts';
import { ExportError, missingParameter, unknownMethod } from '../export/error.ts';
import type { ExportRequest } from '../export/request.ts';
import type { Settings } from '../settings.ts';

/** Kinds of files that are taken, with the limits that the office has set for each. */
const uploadTypes = [
  { doctype: 1, name: 'Скан паспорта', upload_size: 2_000_000, upload_format: 'pdf,jpg,png', upload_req_people: 1 },
  { doctype: 2, name: 'Подписанный договор', upload_size: 5_000_000, upload_format: 'pdf', upload_req_people: 0 },
  { doctype: 3, name: 'Платёжное поручение', upload_size: 500_000, upload_format: 'pdf,jpg', upload_req_people: 0 },
];

/** A file that came in; its bytes are not kept. */
export interface Upload {
  id: number;
  claim: number;
  doctype: number;
  people: string | null;
  name: string;
  size: number;
  sha256: string;
}

export interface UploadParts {
  office: BackOffice;
  ledger: TwinLedger;
  uploads: Upload[];
  settings: () => Settings;
}

/** Files of clients: `TYPES` tells the limits, `UPLOAD` takes one file as a form. */
export function uploadDoor(parts: UploadParts): Door {
  const { settings } = parts;
  return {
    scope: 'modify-claim',
    operation: ({ parameters }) => `edocument:${parameters['action'] ?? ''}`,
    answer(request) {
      const { action = '' } = request.parameters;
      if (action === 'TYPES') return jsonAnswer({ types: uploadTypes }, settings().charset);
      if (action !== 'UPLOAD') throw unknownMethod(action);
      const { id } = take(request, parts);
      return jsonAnswer({ id }, settings().charset);
    },
    refuse: (_, { code, message }) => jsonAnswer({ error: message, code }, settings().charset),
  };
}

/** @throws ExportError when the file breaks a limit of its kind */
function take({ parameters, files }: ExportRequest, { office, ledger, uploads }: UploadParts): Upload {
  const { file } = files;
  if (file === undefined) throw missingParameter('file');
  const claim = office.find(parameters['claim'] ?? '');
  if (claim === undefined) throw new ExportError(9, 'Claim not found');
  const type = uploadTypes.find(({ doctype }) => String(doctype) === parameters['doctype']);
  if (type === undefined) throw new ExportError(10, 'Incorrect document type');
  const people = parameters['people'] ?? '';
  if (people === '' ? type.upload_req_people === 1 : !claim.tourists.some(({ key }) => key === people)) {
    throw new ExportError(11, 'Tourist is required');
  }
  const extension = /\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  if (!type.upload_format.split(',').includes(extension)) throw new ExportError(12, `Incorrect file format: ${extension}`);
  if (file.bytes.length > type.upload_size) throw new ExportError(13, `File is too large: ${file.bytes.length}`);

  const upload: Upload = {
    id: uploads.length + 1,
    claim: claim.number,
    doctype: type.doctype,
    people: people || null,
    name: file.name,
    size: file.bytes.length,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
  uploads.push(upload);
  const fields = { claim: claim.guid, doctype: type.doctype, size: upload.size };
  ledger.record({ operation: 'upload', entity: 'edocument', id: String(upload.id), changed: true, fields, by: 'api' });
  return upload;
}
