import type { Clock } from '../core/clock.ts';
import type { TwinLedger } from '../core/types.ts';
import { type Category, type Semantic, type Status, seededCategories, seededStatuses } from './dictionaries.ts';
import type { EntityTypeId, FieldSpec } from './field-spec.ts';
import { standardFields } from './field-tables.ts';
import { shelf } from './shelf.ts';
import { fieldEntityIds, tourFields, type UserFieldInit, userField } from './user-fields.ts';
import { seededUsers, type User } from './users.ts';
import type { Wire, WireMap } from './wire.ts';

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

/** A record that has product rows: a deal or a lead. */
export interface RowOwner {
  type: 1 | 2;
  id: number;
}

export interface ProductRow {
  id: number;
  owner: RowOwner;
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
  /** Ids of files on the portal's disk. */
  files: number[];
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

/** Something that happened. */
export interface PortalEvent {
  name: string;
  /** What the event says of the record, under `data[FIELDS]`. */
  data: { [key: string]: string };
  /** The whole `data` of an event that does not speak of a record; empty maps in it stay away from the wire. */
  body?: WireMap;
  objectId: string;
  actor: Actor;
}

/** Behaviour that differs between real portals, or that a person switches. */
export interface Switches {
  /** `operating` and its reset moment are missing from `time`, as on some portals. */
  noOperating: boolean;
  /** `operating` is there and stays at zero: the portal has its limiter switched off. */
  stillOperating: boolean;
  /** Nested commands of a batch are charged to `batch` instead of to their own methods. */
  batchPaysForAll: boolean;
  /** Inside nested groups only `YYYY-MM-DD HH:MM:SS` matches a moment. */
  nestedIsoFails: boolean;
  /** A robot touches each new deal once. */
  robot: boolean;
  /** 1 classic, 2 simple: a new lead becomes a deal at once. */
  crmMode: 1 | 2;
  /** Event bodies as the documentation draws them: `refresh_token` in each, names in mixed case, no data under FIELDS for comments. */
  documentedEvents: boolean;
  /** The document converter is idle: an add already answers with the pdf. */
  documentsAtOnce: boolean;
}

export interface Portal {
  clock: Clock;
  ledger: TwinLedger;
  /** Replaced by a reset: what is kept by epoch is gone then. */
  epoch: object;
  switches: Switches;
  records: Record<EntityTypeId, Map<number, CrmRecord>>;
  /** By owner: `D5`, `L5`. */
  rows: Map<string, ProductRow[]>;
  comments: TimelineComment[];
  stageMoves: StageMove[];
  statuses: Status[];
  categories: Category[];
  users: User[];
  userFields: Record<EntityTypeId, FieldSpec[]>;
  /** Fields that a deal must have before it moves on to one of these stages of its funnel. */
  requiredAtStage: { field: string; stages: string[] }[];
  /** Rights taken away by an act: `deal.read`, `comment.add` … */
  forbidden: Set<string>;
  /** Running times that an act has changed, in seconds by method. */
  slow: Map<string, number>;
  nextId(sequence: string): number;
  /** Address of the REST service with a trailing slash, as links in answers carry it. */
  endpoint(): string;
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
    endpoint: () => '/rest/',
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
    epoch: {},
    switches: {
      noOperating: false,
      stillOperating: false,
      batchPaysForAll: false,
      nestedIsoFails: false,
      robot: false,
      crmMode: 1,
      documentedEvents: false,
      documentsAtOnce: false,
    } as Switches,
    forbidden: new Set<string>(),
    slow: new Map<string, number>(),
    records: { 1: new Map(), 2: new Map(), 3: new Map(), 4: new Map() } as Portal['records'],
    rows: new Map<string, ProductRow[]>(),
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

/** User fields of other things than records: smart processes, new invoices. */
const otherUserFields = shelf<FieldSpec[], string>();

/** The user fields of `CRM_DEAL`, `CRM_13` …, in the order of their making; to be changed in place. */
export function userFieldsOf(portal: Portal, entityId: string): FieldSpec[] {
  const type = ([1, 2, 3, 4] as const).find((one) => fieldEntityIds[one] === entityId);
  if (type !== undefined) return portal.userFields[type];
  const known = otherUserFields(portal).get(entityId) ?? [];
  otherUserFields(portal).set(entityId, known);
  return known;
}

export function addUserField(portal: Portal, init: UserFieldInit): FieldSpec {
  const fields = userFieldsOf(portal, init.entityId);
  const taken = (name: string) => fields.some((other) => other.name === name);
  const spec = userField(init, taken, (sequence) => portal.nextId(sequence));
  fields.push(spec);
  return spec;
}
