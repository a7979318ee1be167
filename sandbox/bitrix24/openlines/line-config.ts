import { asId, asList, asMap, asText, type Wire, type WireMap } from '../wire.ts';
import { lineDefaults } from './line-defaults.ts';

export interface LineConfig {
  id: number;
  active: boolean;
  name: string;
  /** Users who answer, in order. */
  queue: number[];
  modifiedBy: number;
  modifiedAt: number;
  settings: WireMap;
}

export function newLine(id: number, params: WireMap, now: number): LineConfig {
  const line: LineConfig = {
    id,
    active: true,
    name: '',
    queue: [11],
    modifiedBy: 1,
    modifiedAt: now,
    settings: { ...lineDefaults },
  };
  changeLine(line, params);
  return line;
}

/** Known settings are kept as strings; the queue comes as ids or as `{ENTITY_TYPE, ENTITY_ID}`. */
export function changeLine(line: LineConfig, params: WireMap): void {
  for (const [name, value] of Object.entries(params)) {
    if (name === 'LINE_NAME') line.name = asText(value);
    else if (name === 'ACTIVE') line.active = asText(value) === 'Y';
    else if (name === 'QUEUE')
      line.queue = asList(value)
        .map(userOf)
        .filter((id) => id !== null);
    else if (Object.hasOwn(lineDefaults, name)) line.settings[name] = typeof value === 'number' ? String(value) : value;
  }
}

function userOf(entry: Wire): number | null {
  return asId(asMap(entry)['ENTITY_ID'] ?? entry);
}

/** A line in full; its moments are empty maps, as PHP prints objects. */
export function lineRow({ id, active, name, queue, modifiedBy, settings }: LineConfig): WireMap {
  const face = { USER_NAME: null, USER_WORK_POSITION: null, USER_AVATAR: null, USER_AVATAR_ID: '0' };
  const full = queue.map((userId, index): [string, Wire] => [
    String(userId),
    { ID: String(id * 100 + index), SORT: String(index), USER_ID: String(userId), DEPARTMENT_ID: '0', ...face },
  ]);
  return {
    ID: String(id),
    ACTIVE: active ? 'Y' : 'N',
    LINE_NAME: name,
    ...settings,
    DATE_CREATE: {},
    DATE_MODIFY: {},
    MODIFY_USER_ID: String(modifiedBy),
    XML_ID: null,
    QUEUE: queue.map(String),
    QUEUE_FULL: Object.fromEntries(full),
    QUEUE_USERS_FIELDS: Object.fromEntries(full.map(([userId]) => [userId, { ...face }])),
    QUEUE_ONLINE: 'Y',
  };
}
