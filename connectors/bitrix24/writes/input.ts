import type { WriteInput } from '../../../domain/deals/ports.ts';
import { HubError } from '../../../domain/errors.ts';
import type { Fields } from '../../../domain/json.ts';
import { isRecordEntity, type RecordEntity } from '../entities.ts';
import { invalidValue } from '../invalid.ts';

/** The portal may index a new record a little after it answered. */
export const SETTLE_MS = 5_000;

export function entityOf({ entity }: WriteInput): RecordEntity {
  if (isRecordEntity(entity)) return entity;
  throw badInput(`entity ${entity}`);
}

export function idOf({ id }: WriteInput): string {
  if (id !== undefined && /^[1-9]\d*$/.test(id)) return id;
  throw badInput('no id');
}

/** @throws HubError `validation` when the field is no text */
export function textOf(fields: Fields, field: string): string {
  const value = fields[field];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidValue(field, 'a text');
}

/** Undefined when the field is absent or null. */
export function optionalText(fields: Fields, field: string): string | undefined {
  const value = fields[field] ?? null;
  return value === null ? undefined : textOf(fields, field);
}

function badInput(detail: string): HubError {
  return new HubError({
    code: 'B24_BAD_WRITE',
    kind: 'bug',
    userMessage: {
      ru: 'Запись в Битрикс24 составлена неверно. Это ошибка Узла.',
      en: 'The write is composed wrongly. This is a mistake of Uzel.',
    },
    detail,
  });
}
