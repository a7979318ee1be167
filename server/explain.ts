import type { Fields, Json } from '../domain/json.ts';
import { sameJson } from '../domain/merge/equal.ts';
import { type JournalRow, journalOf } from '../store/journal.ts';
import { type LinkRow, readBases } from '../store/links.ts';
import { getMapping } from '../store/mapping-versions.ts';
import { getPeople } from '../store/people.ts';
import { tasksOf } from '../store/tasks.ts';
import { sameBy } from './agreement.ts';
import type { ServerDeps } from './deps.ts';
import { maskEmail, maskName, maskPhone, maskValue } from './mask.ts';
import { explainMapping, personalBy } from './rules.ts';

/** How far back a field's last write is looked for. */
const LINES = 200;
/** Only what the left side decides, or has a say in, can differ from it. */
const SAID_LEFT = new Set(['left', 'shared']);
const WRITES = new Set(['record_created', 'fields_written']);

type Line = Pick<JournalRow, 'at' | 'type' | 'actor' | 'data' | 'effectId' | 'mappingHash'>;

/** Why a link is as it is: both bases field by field with owner and rule, the last write of each, the person behind it, what waits for people. */
export async function explainLink({ db, vault, mappings }: Pick<ServerDeps, 'db' | 'vault' | 'mappings'>, link: LinkRow) {
  const [bases, lines, mapping, people, tasks] = await Promise.all([
    readBases(db, vault, link.id),
    journalOf(db, vault, link.id, LINES),
    explainMapping(db, link.mappingHash),
    getPeople(db, link.personId === null ? [] : [link.personId]),
    tasksOf(db, link.id),
  ]);
  const personalOf = personalBy(mapping);
  const left: Fields = bases.left?.fields ?? {};
  const right: Fields = bases.right?.fields ?? {};
  const versions = await versionsOf(db, lines);
  const same = sameBy(mappings.library(), mapping?.name);
  const names = [...new Set([...(mapping?.fields.keys() ?? []), ...Object.keys(left), ...Object.keys(right)])];
  const [person] = people;
  return {
    person: person
      ? {
          kind: person.kind,
          name: shown(person.name, person.kind === 'person' ? maskName : (name) => name),
          phone: shown(person.phone, maskPhone),
          email: shown(person.email, maskEmail),
        }
      : null,
    mapping:
      mapping && link.mappingHash !== null ? { hash: link.mappingHash, name: mapping.name, version: mapping.version } : null,
    revisions: { left: bases.left?.revision ?? null, right: bases.right?.revision ?? null },
    fields: names.map((field) => {
      const rule = mapping?.fields.get(field);
      const masked = (value: Json = null): Json => maskValue(field, value, personalOf(field));
      const [shownLeft, shownRight] = [masked(left[field]), masked(right[field])];
      return {
        field,
        left: shownLeft,
        right: shownRight,
        differs: SAID_LEFT.has(rule?.owner ?? '') && left[field] !== undefined && !same(field, left[field], right[field] ?? null),
        masked: !sameJson(shownLeft, left[field] ?? null) || !sameJson(shownRight, right[field] ?? null),
        owner: rule?.owner ?? null,
        rules: rule?.rules ?? [],
        from: rule?.from ?? [],
        lastWrite: lastWrite(lines, versions, field),
      };
    }),
    tasks: tasks.map(({ id, kind, state, title }) => ({ id, kind, state, title })),
  };
}

/** Which version of its mapping each hash in the lines is. */
async function versionsOf(db: ServerDeps['db'], lines: readonly Line[]): Promise<Map<string, number>> {
  const hashes = [...new Set(lines.flatMap(({ mappingHash }) => mappingHash ?? []))];
  const rows = await Promise.all(hashes.map((hash) => getMapping(db, hash)));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row.hash, row.version]])));
}

function lastWrite(lines: readonly Line[], versions: ReadonlyMap<string, number>, field: string) {
  const line = lines.find(
    ({ type, data }) => WRITES.has(type) && Array.isArray(data['fields']) && data['fields'].includes(field),
  );
  if (!line) return null;
  const { at, actor, data, effectId, mappingHash } = line;
  return {
    at: at.toISOString(),
    actor,
    side: typeof data['side'] === 'string' ? data['side'] : null,
    effect: effectId,
    mappingHash,
    mappingVersion: mappingHash === null ? null : (versions.get(mappingHash) ?? null),
  };
}

const shown = (value: string | null, mask: (value: string) => string) => (value === null ? null : mask(value));
