import { z } from 'zod';
import type { RecordEntity } from './entities.ts';
import { byOffset } from './paging.ts';
import type { Rest } from './rest.ts';
import { exactNumber } from './values.ts';
import { idText, phpList } from './wire.ts';

export const fieldTypes = [
  'string',
  'integer',
  'double',
  'boolean',
  'date',
  'datetime',
  'money',
  'enumeration',
  'file',
  'employee',
] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface UserField {
  id: string;
  /** `UF_CRM_…` */
  name: string;
  type: string;
  multiple: boolean;
}

export interface FieldOption {
  id: string;
  value: string;
}

export interface NewUserField {
  name: string;
  type: FieldType;
  title: string;
  multiple: boolean;
  /** Texts of a list, in their order. */
  values: readonly string[];
}

/** Custom fields of CRM records. Needs the permissions `userfieldconfig` and `crm` and a CRM administrator. */
export interface UserFields {
  list(entity: RecordEntity): Promise<UserField[]>;
  add(entity: RecordEntity, field: NewUserField): Promise<string>;
  options(id: string): Promise<FieldOption[]>;
  /** Adds options and leaves those that are there. */
  addOptions(id: string, values: readonly string[]): Promise<void>;
  removeOptions(id: string, values: readonly string[]): Promise<void>;
  remove(id: string): Promise<void>;
}

const moduleId = 'crm';
const field = z
  .object({ id: idText, fieldName: z.string(), userTypeId: z.string(), multiple: z.string().catch('N') })
  .transform((raw): UserField => ({ id: raw.id, name: raw.fieldName, type: raw.userTypeId, multiple: raw.multiple === 'Y' }));
const withOptions = z.object({
  field: z.object({ enum: phpList(z.object({ id: idText, value: z.coerce.string() })).catch([]) }),
});

export function createUserFields(rest: Rest, deadlineAt: () => number): UserFields {
  const entityId = (entity: RecordEntity) => `CRM_${entity.toUpperCase()}`;
  const options = async (id: string) =>
    (await rest.read('userfieldconfig.get', { moduleId, id: exactNumber(id) }, withOptions)).result.field.enum;
  const saveOptions = async (id: string, list: readonly object[]) => {
    await rest.write(
      'userfieldconfig.update',
      { moduleId, id: exactNumber(id), field: { enum: list } },
      z.unknown(),
      deadlineAt(),
    );
  };

  return {
    list: (entity) =>
      byOffset(async (start) => {
        const params = { moduleId, filter: { entityId: entityId(entity) }, order: { id: 'ASC' }, start };
        const { result, total } = await rest.read('userfieldconfig.list', params, z.object({ fields: phpList(field) }));
        return { rows: result.fields, total };
      }),
    async add(entity, { name, type, title, multiple, values }) {
      const label = { ru: title, en: title };
      const list = values.length > 0 ? { enum: values.map((value, at) => ({ value, def: 'N', sort: (at + 1) * 10 })) } : {};
      const params = {
        moduleId,
        field: {
          entityId: entityId(entity),
          fieldName: name,
          userTypeId: type,
          multiple: multiple ? 'Y' : 'N',
          editFormLabel: label,
          ...list,
        },
      };
      return (await rest.write('userfieldconfig.add', params, z.object({ field }), deadlineAt())).result.field.id;
    },
    options,
    async addOptions(id, values) {
      const kept = await options(id);
      const fresh = values.filter((value) => !kept.some((option) => option.value === value));
      if (fresh.length > 0)
        await saveOptions(id, [
          ...kept.map((option) => ({ id: option.id, value: option.value })),
          ...fresh.map((value) => ({ value })),
        ]);
    },
    async removeOptions(id, values) {
      const kept = await options(id);
      await saveOptions(
        id,
        kept.map((option) => ({ id: option.id, value: option.value, ...(values.includes(option.value) ? { del: 'Y' } : {}) })),
      );
    },
    async remove(id) {
      await rest.write('userfieldconfig.delete', { moduleId, id: exactNumber(id) }, z.unknown(), deadlineAt());
    },
  };
}
