import { HubError } from '../../domain/errors.ts';
import type { Fields, Json } from '../../domain/json.ts';

const PLACE = /\{([^{}]+)\}/g;

/**
 * Fills the places of a path; each value is percent-encoded, so that none can leave its place.
 * @throws HubError `validation` for a place without a plain value, or one that would be a step up
 */
export function fillPath(template: string, values: { [name: string]: Json | undefined }): string {
  return template.replace(PLACE, (_place, name: string) => {
    const value = values[name];
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string' || text === '' || text === '.' || text === '..') throw missing(name);
    return encodeURIComponent(text);
  });
}

/** What a path may be filled with: the fields of the write, its target's id and its key. */
export function pathValues(fields: Fields, id: string | undefined, key: string): { [name: string]: Json | undefined } {
  return { ...fields, $id: id, $key: key };
}

function missing(name: string): HubError {
  return new HubError({
    code: 'HTTP_PATH_VALUE',
    kind: 'validation',
    userMessage: {
      ru: `Для адреса запроса нет значения «${name}».`,
      en: `The address of the request lacks the value “${name}”.`,
    },
  });
}
