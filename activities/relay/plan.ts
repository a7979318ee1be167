import { createHash } from 'node:crypto';
import type { WriteInput } from '../../domain/deals/ports.ts';
import { HubError } from '../../domain/errors.ts';
import type { Fields, Json } from '../../domain/json.ts';
import { valueAt } from '../../domain/relay/value.ts';
import { type CompiledRoute, compileRoute } from '../../mappings/relay/compile.ts';
import { planContext } from '../../store/effects.ts';
import { type InboxRow, openFact } from '../../store/inbox.ts';
import { keyNames } from '../../store/keys.ts';
import { type RelayPlan, relayKey, relayMark } from '../../store/relay-effects.ts';
import type { LaneContext } from '../../store/relay-queue.ts';
import type { RouteRow } from '../../store/routes.ts';
import type { RelayDeps } from './deps.ts';

/** An event on its way: what is to be written, and under which key. */
export interface Item {
  row: InboxRow;
  /** Events of one key are written one after the other. */
  orderKey: string;
  plan: RelayPlan;
  input: WriteInput;
  /** Known to the target as this write, whoever makes it and however often. */
  idempotencyKey: string;
  /** What the mapping could not carry over faithfully: `code:field`. */
  issues: string[];
}

/** What a route makes of an event: a write, nothing, or a refusal that a person has to see. */
export type Planned = { kind: 'write'; item: Item } | { kind: 'no_match' } | { kind: 'refused'; error: HubError };

export interface RouteRunner {
  mappingHash: string;
  plan(row: InboxRow): Promise<Planned>;
}

/** @throws HubError `config` when the route's rules cannot run */
export function routeRunner(deps: Pick<RelayDeps, 'db' | 'vault'>, context: LaneContext): RouteRunner {
  const { route } = context;
  const compiled = compiledOf(context);
  return {
    mappingHash: compiled.hash,
    async plan(row) {
      const event = await openFact(deps.db, deps.vault, row);
      if (!isRecord(event)) return { kind: 'refused', error: notAnEvent() };
      if (!compiled.matches(event)) return { kind: 'no_match' };
      const mapped = compiled.map(event, route.constants);
      const missing = mapped.issues.find((issue) => issue.code === 'source_missing');
      if (missing) return { kind: 'refused', error: incomplete(missing.sentence) };
      const id = route.write.id === undefined ? undefined : valueAt(event, route.write.id);
      if (route.write.id !== undefined && id === undefined) return { kind: 'refused', error: withoutTarget(route.write.id) };
      const issues = mapped.issues.map((issue) => `${issue.code}:${issue.field}`);
      return { kind: 'write', item: await itemOf(deps, route, compiled, row, mapped.fields, id, issues) };
    },
  };
}

async function itemOf(
  { db, vault }: Pick<RelayDeps, 'db' | 'vault'>,
  route: RouteRow,
  compiled: CompiledRoute,
  row: InboxRow,
  fields: Fields,
  id: string | undefined,
  issues: string[],
): Promise<Item> {
  const event = await relayMark(db, vault, row);
  const key = relayKey(route.id, event);
  const { operation, entity } = route.write;
  return {
    row,
    orderKey: row.orderKey ?? String(row.id),
    idempotencyKey: event,
    issues,
    input: { entity, mark: event, fields, ...(id === undefined ? {} : { id }) },
    plan: {
      key,
      routeId: route.id,
      connectionId: route.targetConnection,
      entity,
      externalId: id ?? null,
      operation,
      // Nobody knows here whose data an event holds: its plan lasts as long as its body.
      plan: await vault.seal(db, keyNames.day(row.receivedAt), planContext(key), { fields, agreed: {} }),
      planHash: createHash('sha256').update(JSON.stringify(fields)).digest('hex'),
      fieldNames: Object.keys(fields),
      mappingHash: compiled.hash,
    },
  };
}

/** Compiled routes, by id and version: a version never changes. */
const compiledRoutes = new Map<string, { version: number; compiled: CompiledRoute }>();

function compiledOf({ route, sourceSystem, targetSystem }: LaneContext): CompiledRoute {
  const known = compiledRoutes.get(route.id);
  if (known?.version === route.version) return known.compiled;
  const compiled = compileRoute({
    id: route.id,
    source: { system: sourceSystem, entity: route.event },
    target: { system: targetSystem, entity: route.write.entity },
    conditions: route.conditions,
    rules: route.rules,
    dictionaries: route.dictionaries,
  });
  compiledRoutes.set(route.id, { version: route.version, compiled });
  return compiled;
}

function isRecord(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const refusal = (code: string, userMessage: HubError['userMessage']) => new HubError({ code, kind: 'validation', userMessage });

const notAnEvent = () =>
  refusal('RELAY_NOT_AN_EVENT', { ru: 'Содержимое события не является объектом.', en: 'The content of the event is no object.' });

const incomplete = (sentence: HubError['userMessage']) => refusal('RELAY_VALUE_MISSING', sentence);

const withoutTarget = (path: string) =>
  refusal('RELAY_TARGET_MISSING', {
    ru: `В событии нет номера записи, которую нужно изменить (${path}).`,
    en: `The event does not name the record to change (${path}).`,
  });
