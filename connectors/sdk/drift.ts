import type { Sentence } from '../../domain/errors.ts';
import type { EntitySchema, FieldSchema } from './contract.ts';

/** One difference between two descriptions of a system. */
export interface SchemaDrift {
  entity: string;
  field: string;
  kind:
    | 'field_gone'
    | 'field_new'
    | 'type_changed'
    | 'became_required'
    | 'became_read_only'
    | 'value_gone'
    | 'value_new'
    | 'value_renamed';
  /** What is in the way of running mappings; the rest is worth knowing. */
  breaking: boolean;
  message: Sentence;
}

/** What has changed in a system since it was last described, in the order of entities and fields; empty when nothing has. */
export function describeDrift(previous: readonly EntitySchema[], now: readonly EntitySchema[]): SchemaDrift[] {
  return previous.flatMap(({ entity, fields }) => {
    const current = new Map((now.find((schema) => schema.entity === entity)?.fields ?? []).map((field) => [field.name, field]));
    const known = new Set(fields.map((field) => field.name));
    const fresh = [...current.values()].filter((field) => !known.has(field.name));
    const say = (field: string, kind: SchemaDrift['kind'], breaking: boolean, ru: string, en: string): SchemaDrift => {
      return { entity, field, kind, breaking, message: { ru: `${entity}.${field}: ${ru}`, en: `${entity}.${field}: ${en}` } };
    };
    return [
      ...fields.flatMap((before) => fieldDrift(before, current.get(before.name), say)),
      ...fresh.map((field) =>
        say(field.name, 'field_new', field.required, field.required ? 'новое обязательное поле' : 'новое поле', 'a new field'),
      ),
    ];
  });
}

type Say = (field: string, kind: SchemaDrift['kind'], breaking: boolean, ru: string, en: string) => SchemaDrift;

function fieldDrift(before: FieldSchema, after: FieldSchema | undefined, say: Say): SchemaDrift[] {
  const { name } = before;
  if (!after) return [say(name, 'field_gone', true, 'поле удалено', 'the field is gone')];
  const drift: SchemaDrift[] = [];
  if (after.type !== before.type)
    drift.push(
      say(name, 'type_changed', true, `тип был ${before.type}, стал ${after.type}`, `type ${before.type} is now ${after.type}`),
    );
  if (after.required && !before.required)
    drift.push(say(name, 'became_required', true, 'поле стало обязательным', 'became mandatory'));
  if (after.readOnly && !before.readOnly)
    drift.push(say(name, 'became_read_only', true, 'поле нельзя изменять', 'became read-only'));
  return [...drift, ...valueDrift(before, after, say)];
}

function valueDrift(before: FieldSchema, after: FieldSchema, say: Say): SchemaDrift[] {
  const [old, fresh] = [before.values ?? [], after.values ?? []];
  const titles = new Map(fresh.map((value) => [value.id, value.title]));
  return [
    ...old.flatMap(({ id, title }) => {
      const now = titles.get(id);
      if (now === undefined)
        return [say(before.name, 'value_gone', true, `значение «${title}» удалено`, `value "${title}" is gone`)];
      if (now === title) return [];
      return [
        say(before.name, 'value_renamed', false, `значение «${title}» теперь «${now}»`, `value "${title}" is now "${now}"`),
      ];
    }),
    ...fresh
      .filter(({ id }) => !old.some((value) => value.id === id))
      .map(({ title }) => say(before.name, 'value_new', false, `новое значение «${title}»`, `new value "${title}"`)),
  ];
}
