import type { FaultPlan } from '../../core/types.ts';
import { xmlAnswer } from '../answers.ts';
import type { Door } from '../export/door.ts';
import { ExportError, missingParameter } from '../export/error.ts';
import type { ExportRequest, Parameters } from '../export/request.ts';
import type { Settings } from '../settings.ts';
import { element, escapeXml } from '../xml.ts';
import type { PartnerTokens } from './partner-tokens.ts';
import type { ReferenceRow, References } from './references.ts';
import { readStamp, writeStamp } from './stamp.ts';

/** What the database writes for an integer reference to nothing. */
const noReference = -2147483647;

/** Stamp of a caller who names none. */
const defaultStamp = '0x0000000000000001';

/** The shape of what these answer is not known, so here they answer none. */
const unknownShapes: readonly string[] = ['getclaim', 'claimlist', 'bookfit', 'book_external'];

export interface GateParts {
  references: References;
  tokens: PartnerTokens;
  faults: FaultPlan;
  settings: () => Settings;
}

/** The XML gate: references by stamp, partner tokens; an error has no HTTP status of its own. */
export function gateDoors(parts: GateParts): { reference: Door; auth: Door; deposit: Door } {
  const { settings, tokens } = parts;
  const respond = (inside: string) =>
    xmlAnswer(element('Response', { generator: 'SAMO-Soft', version: '1.0' }, inside), settings().charset);
  const door = (operation: Door['operation'], data: (request: ExportRequest) => string): Door => ({
    scope: 'export-dictionary',
    operation,
    answer: (request) => respond(element('Data', {}, data(request))),
    refuse: (_, error) => respond(element('Error', {}, escapeXml(error.message))),
  });
  return {
    reference: door(
      ({ parameters }) => `reference:${parameters['type'] ?? ''}`,
      ({ parameters }) => referenceData(parameters, parts),
    ),
    auth: {
      ...door(
        () => 'auth',
        () => '',
      ),
      answer: ({ parameters }) => {
        const token = tokens.issue(parameters['login'] ?? '', parameters['passwordDigest'] ?? '');
        if (token === null) throw new ExportError(1, 'Login failed');
        return respond(element('Data', {}, element('Result', { partner_token: token })));
      },
    },
    deposit: door(
      ({ parameters }) => `deposit:${parameters['type'] ?? ''}`,
      () => {
        throw new ExportError(100, 'Internal server error');
      },
    ),
  };
}

function referenceData(parameters: Parameters, { references, tokens, faults, settings }: GateParts): string {
  const { type = '', partner_token: token } = parameters;
  if (token !== undefined && !tokens.isValid(token)) throw new ExportError(1, 'Login failed');
  if (type === '') throw missingParameter('type');
  if (unknownShapes.includes(type)) throw new ExportError(100, 'Internal server error');
  if (type === 'currentstamp') return element('currentstamp', { stamp: writeStamp(references.currentStamp()) });
  if (!references.types().includes(type)) throw new ExportError(5, `Incorrect reference: ${type}`);

  const [last, del] = [stampOf(parameters, 'laststamp'), stampOf(parameters, 'delstamp')];
  const rows = references
    .rows(type)
    .filter((row) => !row.deleted || row.stamp > del)
    .sort((a, b) => (a.stamp < b.stamp ? -1 : 1));
  const page = settings().referencePage;
  const known = rows.filter((row) => row.stamp <= last);
  const again = known.length > 0 && faults.strike(`reference:${type}`, ['duplicate_event']) !== null;
  const cut = again ? known.slice(-page) : rows.slice(known.length, known.length + page);
  return [...cut]
    .sort((a, b) => a.inc - b.inc)
    .map((row) => rowElement(type, row))
    .join('');
}

function stampOf(parameters: Parameters, name: 'laststamp' | 'delstamp'): bigint {
  const stamp = readStamp(parameters[name] ?? defaultStamp);
  if (stamp === null) throw new ExportError(8, `Incorrect parameter: ${name}`);
  return stamp;
}

function rowElement(type: string, { inc, deleted, stamp, values }: ReferenceRow): string {
  const written = Object.entries(values).map(([name, value]) => [name, value ?? noReference]);
  return element(type, { inc, ...Object.fromEntries(written), status: deleted ? 'D' : '', stamp: writeStamp(stamp) });
}
