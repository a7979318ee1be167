import type { Clock } from '../core/clock.ts';
import type { TwinLedger } from '../core/types.ts';
import { type Category, type Semantic, type Status, seededCategories, seededStatuses } from './dictionaries.ts';
import { type EntityTypeId, entityTypes, type FieldSpec } from './field-spec.ts';
import { standardFields } from './field-tables.ts';
import { tourFields, type UserFieldInit, userField } from './user-fields.ts';
import { seededUsers, type User } from './users.ts';
import type { Wire } from './wire.ts';

/** Stored values by universal name: null for empty, numbers for amounts and links, epoch ms for moments, `YYYY-MM-DD` for dates. */
export type Values = { [name: string]: Wire };

export interface Multifield {
  id: number;
  typeId: string;
  valueType: string;
  value: string;
}

export interface Version {
  values: Values;
  fm: Multifield[];
}

export interface CrmRecord extends Version {
  id: number;
  type: EntityTypeId;
  /** Real moment of the last change, for reads that lag. */
  changedAt: number;
  /** What the record was before its last change; null while it is as created. */
  previous: Version | null;
}

export interface ProductRow {
  id: number;
  ownerId: number;
  productName: string;
  price: number;
  quantity: number;
  discountTypeId: number;
  discountRate: number;
  discountSum: number;
  taxRate: number | null;
  taxIncluded: 'Y' | 'N';
  measureCode: number;
  sort: number;
}

export interface TimelineComment {
  id: number;
  entityType: string;
  entityId: number;
  authorId: number;
  createdAt: number;
  text: string;
  files: { id: number; name: string; size: number }[];
}

export interface StageMove {
  id: number;
  entityTypeId: EntityTypeId;
  /** 1 created · 2 moved · 3 final · 5 funnel changed */
  kind: 1 | 2 | 3 | 5;
  ownerId: number;
  at: number;
  categoryId: number;
  stageId: string;
  semantic: Semantic;
}

/** Who writes: decides the author, the ledger's `by`, and whether event bodies carry tokens. `seed` leaves no trace at all. */
export interface Actor {
  by: 'api' | 'person' | 'robot' | 'seed';
  userId: number;
  /** Vendor method, or the act's name. */
  operation: string;
  /** Offline events of this connector are not queued for its own writes. */
  authConnector?: string;
}

/** Something that happened to a record. `data` is what an event body says about it. */
export interface PortalEvent {
  name: string;
  data: { [key: string]: string };
  objectId: string;
  actor: Actor;
}

/** Behaviour that differs between real portals, or that a person switches. */
export interface Switches {
  /** `operating` and its reset moment are missing from `time`, as on some portals. */
  noOperating: boolean;
  /** Nested commands of a batch are charged to `batch` instead of to their own methods. */
  batchPaysForAll: boolean;
  /** Inside nested groups only `YYYY-MM-DD HH:MM:SS` matches a moment. */
  nestedIsoFails: boolean;
  /** A robot touches each new deal once. */
  robot: boolean;
  /** 1 classic, 2 simple: a new lead becomes a deal at once. */
  crmMode: 1 | 2;
}

export interface Portal {
  clock: Clock;
  ledger: TwinLedger;
  switches: Switches;
  records: Record<EntityTypeId, Map<number, CrmRecord>>;
  rows: Map<number, ProductRow[]>;
  comments: TimelineComment[];
  stageMoves: StageMove[];
  statuses: Status[];
  categories: Category[];
  users: User[];
  userFields: Record<EntityTypeId, FieldSpec[]>;
  /** Fields that a deal must have before it moves on to one of these stages of its funnel. */
  requiredAtStage: { field: string; stages: string[] }[];
  nextId(sequence: string): number;
  /** Set by the event service. */
  emit(event: PortalEvent): void;
  /** Set by the robot. */
  onDealCreated(id: number): void;
  /** Back to the portal as it was set up. */
  reset(): void;
}

/** A portal of a tour operator as its administrator has set it up: two funnels, tour fields, an integration user and three managers. */
export function createPortal(clock: Clock, ledger: TwinLedger): Portal {
  let sequences = new Map<string, number>();
  const portal: Portal = {
    clock,
    ledger,
    ...emptyState(),
    nextId(sequence) {
      const next = (sequences.get(sequence) ?? 0) + 1;
      sequences.set(sequence, next);
      return next;
    },
    emit: () => undefined,
    onDealCreated: () => undefined,
    reset() {
      sequences = new Map();
      Object.assign(portal, emptyState());
      for (const init of tourFields) addUserField(portal, init);
    },
  };
  portal.reset();
  return portal;
}

function emptyState() {
  return {
    switches: { noOperating: false, batchPaysForAll: false, nestedIsoFails: false, robot: false, crmMode: 1 } as Switches,
    records: { 1: new Map(), 2: new Map(), 3: new Map(), 4: new Map() } as Portal['records'],
    rows: new Map<number, ProductRow[]>(),
    comments: [] as TimelineComment[],
    stageMoves: [] as StageMove[],
    statuses: seededStatuses(),
    categories: seededCategories(),
    users: seededUsers(),
    userFields: { 1: [], 2: [], 3: [], 4: [] } as Portal['userFields'],
    requiredAtStage: [] as Portal['requiredAtStage'],
  };
}

/** All fields of an object type in the order of answers: user fields stand before the UTM marks. */
export function fieldsOf(portal: Portal, type: EntityTypeId): FieldSpec[] {
  const standard = standardFields[type];
  const utm = standard.findIndex((spec) => spec.name === 'utmSource');
  return [...standard.slice(0, utm), ...portal.userFields[type], ...standard.slice(utm)];
}

export function addUserField(portal: Portal, init: UserFieldInit): FieldSpec {
  const type = entityTypes[init.entity];
  const taken = (name: string) => portal.userFields[type].some((other) => other.name === name);
  const spec = userField(init, taken, () => 43 + 2 * portal.nextId('option'));
  portal.userFields[type].push(spec);
  return spec;
}
