import type { EntityTypeId, FieldSpec } from '../field-spec.ts';
import { legacyOnly } from '../legacy-fields.ts';
import { fieldsOf, type Portal } from '../portal.ts';

/** A field under the name that the legacy methods give it. */
export interface Column {
  /** `STAGE_ID`, `DATE_CREATE`, `UF_CRM_…` */
  name: string;
  spec: FieldSpec;
}

/** Where a legacy name is not the universal one in capitals. */
const renamed: { [universal: string]: string } = {
  createdTime: 'DATE_CREATE',
  updatedTime: 'DATE_MODIFY',
  createdBy: 'CREATED_BY_ID',
  updatedBy: 'MODIFY_BY_ID',
  movedBy: 'MOVED_BY_ID',
};
const renamedIn: Record<EntityTypeId, { [universal: string]: string }> = {
  1: { stageId: 'STATUS_ID', stageSemanticId: 'STATUS_SEMANTIC_ID' },
  2: {},
  3: {},
  4: { typeId: 'COMPANY_TYPE' },
};

const person = 'honorific name secondName lastName';
const has = 'hasPhone hasEmail hasImol';
const who = 'assignedById createdBy updatedBy createdTime updatedTime';
const origin = 'originatorId originId';
const utm = 'utmSource utmMedium utmCampaign utmContent utmTerm';
const activity = 'lastActivityTime lastActivityBy';

/** What each object type shows, in order; `*` stands for the columns that only the legacy methods know. */
const order: Record<EntityTypeId, string> = {
  1: `id title ${person} companyTitle companyId contactId isReturnCustomer birthdate sourceId sourceDescription stageId
    statusDescription post comments currencyId opportunity isManualOpportunity ${has} ${who} dateClosed stageSemanticId opened
    ${origin} movedBy movedTime * ${utm} ${activity}`,
  2: `id title typeId stageId probability currencyId opportunity isManualOpportunity taxValue leadId companyId contactId quoteId
    begindate closedate ${who} opened closed comments additionalInfo locationId categoryId stageSemanticId isNew isRecurring
    isReturnCustomer isRepeatedApproach sourceId sourceDescription ${origin} movedBy movedTime ${utm} ${activity}`,
  3: `id ${person} photo birthdate typeId sourceId sourceDescription post comments opened export ${has} ${who} companyId leadId
    ${origin} originVersion * ${utm} ${activity}`,
  4: `id typeId title logo leadId ${has} ${who} bankingDetails industry revenue currencyId employees comments opened isMyCompany
    ${origin} originVersion * ${utm} ${activity}`,
};

/** All columns of an object type in the order of answers, user fields last. */
export function columnsOf(portal: Portal, type: EntityTypeId): Column[] {
  const specs = new Map(fieldsOf(portal, type).map((spec) => [spec.name, spec]));
  const named = order[type].split(/\s+/).flatMap((name): Column[] => {
    if (name === '*') return legacyOnly[type].map((spec) => ({ name: spec.upper, spec }));
    const spec = specs.get(name);
    return spec === undefined ? [] : [{ name: renamedIn[type][name] ?? renamed[name] ?? spec.upper, spec }];
  });
  return [...named, ...portal.userFields[type].map((spec) => ({ name: spec.upper, spec }))];
}

/** Lists of linked records: described and written by the legacy methods, never shown by them. */
export function linkColumns(portal: Portal, type: EntityTypeId): Column[] {
  const names = type === 3 ? ['companyIds'] : type === 4 ? [] : ['contactIds'];
  return fieldsOf(portal, type)
    .filter((spec) => names.includes(spec.name))
    .map((spec) => ({ name: spec.upper, spec }));
}

/** Kinds of communication, each a column of its own here. */
export const multifields: readonly [name: string, title: string][] = [
  ['PHONE', 'Телефон'],
  ['EMAIL', 'E-mail'],
  ['WEB', 'Сайт'],
  ['IM', 'Мессенджер'],
  ['LINK', 'LINK'],
];
