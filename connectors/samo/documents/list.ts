import type { ClaimDocument, DocumentCategory, DocumentHolder } from '../../../domain/booking/ports.ts';
import { children, type XmlNode } from '../../sdk/xml.ts';
import { type Attributes, attributesOf } from '../attributes.ts';
import { hash } from '../list.ts';
import { count, flag, text } from '../values.ts';
import { kept } from './availability.ts';

const CATEGORIES: { [code: string]: DocumentCategory } = {
  1: 'invoice',
  3: 'medical_insurance',
  4: 'voucher',
  5: 'contract',
  6: 'act',
  7: 'ticket_cost',
  8: 'ticket',
  9: 'questionnaire',
  10: 'booklet',
  11: 'confirmation',
  12: 'visa',
  16: 'warrant',
  17: 'private_agreement',
  19: 'email',
  20: 'receipt',
  21: 'cancellation_insurance',
  23: 'agency_agreement',
  24: 'service_voucher',
  25: 'money_back',
};

/** SAMO counts these as handed out as soon as somebody downloads them. */
export const ISSUED_BY_DOWNLOAD: readonly DocumentCategory[] = [
  'medical_insurance',
  'voucher',
  'ticket',
  'cancellation_insurance',
  'service_voucher',
];

/** The documents of GET_DOCUMENTS. Ways to pay, rows that SAMO hides, and rows without an id are no documents. */
export function readDocuments(dataset: XmlNode | null): ClaimDocument[] {
  return children(dataset, 'i').flatMap((node) => readDocument(attributesOf(node)) ?? []);
}

function readDocument(a: Attributes): ClaimDocument | null {
  const id = text(a('id'));
  const visible = a('Visible');
  if (id === null || (visible !== undefined && !flag(visible)) || text(a('module'))?.toLowerCase() === 'payment') return null;
  const code = text(a('DocCategory')) ?? text(a('type')) ?? '';
  const name = text(a('DocumentName')) ?? text(a('name')) ?? '';
  const parts = ['ODate', 'Template', 'DocumentName', 'name', 'People', 'PeopleLName', 'Order', 'OPeople'];
  return {
    id,
    code,
    category: (Object.hasOwn(CATEGORIES, code) ? CATEGORIES[code] : undefined) ?? 'other',
    name,
    holder: holderOf(a),
    availability: availabilityOf(a),
    version: hash(JSON.stringify(parts.map((part) => text(a(part))))),
    issued: flag(a('SetIssued')),
  };
}

function holderOf(a: Attributes): DocumentHolder {
  const [serviceUid, touristKey] = [text(a('Order')), text(a('People'))];
  if (touristKey !== null) return { kind: 'tourist', touristKey };
  if (serviceUid === null) return { kind: 'claim' };
  return { kind: 'service', serviceUid, touristKeys: (text(a('OPeople')) ?? '').split(/[,; ]+/).filter(Boolean) };
}

/** What is not said to be enabled is not. */
function availabilityOf(a: Attributes): ClaimDocument['availability'] {
  if (flag(a('ExternalDocument'))) return kept('EXTERNAL');
  if (flag(a('Enabled'))) return { state: 'ready' };
  return kept(text(a('Reason')) ?? '', count(a('DaysBeforeTour')));
}
