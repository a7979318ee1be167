import type { z } from 'zod';
import type { WriteInput, WriteOutcome, WriteRetry } from '../../domain/deals/ports.ts';
import type { Channel } from '../../domain/delivery/types.ts';
import type { HubError, Sentence } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { HttpCore, HttpCoreSpec } from './http.ts';
import type { NetCore } from './net.ts';
import type { PressurePort } from './ports.ts';

/**
 * One system, as a value. The console builds its form from `options`, the runtime connects clients, the ledger performs `writes`,
 * the server verifies and parses with `hook`, the pull process runs `pulls`.
 */
export interface Connector<Options = unknown, Client = unknown> {
  system: string;
  title: Sentence;
  /** zod object; secret fields carry `.meta({ secret: true })` and are stored encrypted, apart from the others. */
  options: z.ZodType<Options>;
  connect(connection: Connected<Options>): Client;
  /** What this installation can do, and why not where it cannot. Reads only. */
  probe(client: Client): Promise<Capability[]>;
  /** Entities and fields for mapping checks. Reads only. */
  describe(client: Client): Promise<EntitySchema[]>;
  /** Rate limits as data; shared by all processes. */
  budgets(options: Options): Budget[];
  hook?: Hook<Options>;
  install?: Install<Options>;
  /** What has to be done now and then to stay connected: once a day is enough, more often does no harm. */
  maintain?(client: Client, upkeep: Upkeep): Promise<void>;
  /** Makes an installation ready for a mapping, where the system allows it. */
  prepare?: Preparation<Client>;
  pulls: { [name: string]: Pull<Client> };
  /**
   * Which pulls make sense on an installation, and how many of the connection's periods lie between two readings; all of them, each period, if absent.
   * Decided by open options alone.
   */
  feeds?(options: { [option: string]: Json }): { [pull: string]: number };
  writes: { [operation: string]: Write<Client> };
  /** Further writes that a connection's own options define. */
  namedWrites?(client: Client): { [operation: string]: Write<Client> };
  /** Where people look at a record in the system itself; null where no such page is known. Decided by open options alone. */
  recordPage?(options: { [option: string]: Json }, record: { entity: string; id: string; number: string | null }): string | null;
  /** Its feeds tell what became of messages to people: they are read without a pair or a route. */
  reports?: true;
  /** The channel that its connections serve: they carry messages to people by the write `message.send`. */
  sends?: Channel;
}

/** A configured instance and what the runtime lends it. */
export interface Connected<Options> {
  connectionId: string;
  options: Options;
  /** `interactive` and `sync` calls may use the whole budget, `bulk` calls yield (70 % while others wait). */
  lane: Lane;
  /** Builds the shared HTTP core for this connection: budget, breaker, egress guard, redaction. */
  http(spec: HttpCoreSpec): HttpCore;
  /** The same for what is not HTTP. */
  net: NetCore;
  tokens: TokenStore;
  /** Figures of the vendor's own limits, shared by all processes. */
  pressure: PressurePort;
  /** Keeps options that the vendor has changed, such as the address of an installation that moved. */
  remember(changes: { [option: string]: Json }): Promise<void>;
  clock: Clock;
  /** Vendor limits and settle times are divided by this, on hub and twin together; 1 in production. */
  limitScale: number;
}

export type Lane = 'interactive' | 'sync' | 'bulk';

/** The host's clock, passed in so that rules stay testable. Epoch milliseconds. */
export interface Clock {
  now(): number;
}

export interface Capability {
  name: string;
  available: boolean;
  /** Why it is missing, and what to do; or what it gives. */
  reason: Sentence;
}

export interface EntitySchema {
  entity: string;
  fields: FieldSchema[];
}

export interface FieldSchema {
  name: string;
  type: 'string' | 'integer' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'enum' | 'string[]' | 'rows' | 'json';
  title: string;
  required: boolean;
  readOnly: boolean;
  /** Closed dictionaries only. */
  values?: { id: string; title: string }[];
}

/**
 * A rate limit: `rate` requests a second, `burst` at once, shared by everything with the same `scope`. Scopes are global: two connections to one
 * installation name the same one, so a scope begins with the system and the host.
 */
export interface Budget {
  scope: string;
  rate: number;
  burst: number;
}

/**
 * A hint says that something changed: the record is read again. A fact is its own content: kept, never coalesced, unique by `key`.
 * `fingerprint` (hints of pulls) lets the inbox drop a hint about a state that it has already taken in. A fact with a `fault` is one element of a body
 * that cannot be worked with: it goes to the dead letter alone.
 */
export type InboundEvent =
  | { kind: 'hint'; entity: string; id: string; change?: 'deleted'; fingerprint?: string; number?: string }
  | { kind: 'fact'; entity: string; id: string; key: string; body: Json; fault?: HubError };

/** The inbound door. Pure: raw bytes in, no I/O. */
export interface Hook<Options> {
  /** Options that prove a sender's origin: each may be replaced while the one before it is still accepted for a time. */
  secrets?: readonly (keyof Options & string)[];
  /** True only if the sender proved its origin. An unset secret refuses. Constant-time comparison over the raw bytes. */
  verify(request: RawRequest, options: Options): boolean;
  /**
   * `options` matter where bodies have no shape of their own.
   * @throws HubError `validation` when the body cannot be read: the delivery goes to the dead letter, the sender gets 2xx.
   */
  parse(request: RawRequest, options?: Options): InboundEvent[];
  /** Pulls that have something to read now, where the request says so. */
  wakes?(request: RawRequest): string[];
  reply?: { status: number; body: string; contentType: string };
}

export interface RawRequest {
  method: string;
  /** Lower-case names. */
  headers: { [name: string]: string };
  query: string;
  body: Uint8Array;
  /** Epoch milliseconds; where it is not known, no signed time is near. */
  receivedAt?: number;
  /** Where the connection came from, where that is known. */
  remoteAddress?: string;
  /** The sender's address past the proxies of ours, where it is known. */
  senderAddress?: string;
}

/** Reads a feed from a cursor. The cursor is committed in one transaction with the events. */
export type Pull<Client> = (client: Client, cursor: Json | null) => Promise<PullResult>;

export interface PullResult {
  events: InboundEvent[];
  cursor: Json;
  /** False when the feed has more right now. */
  complete: boolean;
  /** Tells the vendor that the page is kept; called once the events are committed. A lost confirmation is made up for by a later pull. */
  ack?(): Promise<void>;
}

/** How an application is installed at the vendor's and removed there (OAuth). Nothing that a request brings is trusted before it is proved. */
export interface Install<Options> {
  /** Where an administrator agrees; the vendor then calls the registered address with `code` and this `state`. */
  authorizeUrl(options: Options, state: string): string;
  /** Trades the code of that call for tokens. @param query of the call, without the question mark. @throws HubError `auth` · `validation` */
  exchange(connection: Connected<Options>, query: string): Promise<Installed>;
  /** Reads what the vendor posts at installation and removal; null for anything else. @throws HubError `auth` · `validation` */
  accept(connection: Connected<Options>, request: RawRequest): Promise<Installed | Uninstalled | null>;
}

export interface Installed {
  kind: 'installed';
  tokens: TokenPair;
  /** Options that the vendor told, secret ones among them; they replace those of the connection. */
  options: { [option: string]: Json };
}

export interface Uninstalled {
  kind: 'uninstalled';
  /** The person asked for the application's data to be removed as well. */
  clean: boolean;
}

/** What an installation lacks for a mapping is planned, shown to a person, made, and can be taken back. */
export interface Preparation<Client> {
  /** Reads only. @throws HubError `validation` when the needs are not of this connector's shape */
  plan(client: Client, needs: Json): Promise<PreparationPlan>;
  /**
   * Makes what is missing and nothing else.
   * @param hash  of the plan that a person agreed to
   * @throws HubError `conflict` when the installation is no longer as the plan says, `permission` when a right is missing
   */
  apply(client: Client, plan: PreparationPlan, hash: string): Promise<Prepared>;
  /** Removes exactly what an `apply` has made. */
  undo(client: Client, made: readonly Json[]): Promise<void>;
  /** A page for an administrator who makes everything by hand. Markdown. */
  print(plan: PreparationPlan, language: 'ru' | 'en'): string;
}

export interface PreparationPlan {
  needs: Json;
  items: PreparationItem[];
  hash: string;
}

export interface PreparationItem {
  kind: string;
  /** What it belongs to; may be empty. */
  of: string;
  code: string;
  type: string;
  title: string;
  state: 'present' | 'missing' | 'differs';
  note: Sentence | null;
}

export interface Prepared {
  /** For `undo`. */
  made: Json[];
  /** Options that the connection is to take over. */
  options: { [option: string]: Json };
  /** Where it stopped, if it did; what was made before stands in `made`. */
  failed: { item: PreparationItem; error: HubError } | null;
}

/** Addresses of the hub that a vendor is to call. */
export interface Upkeep {
  hookUrl: string;
  installUrl: string;
}

/**
 * One outbound operation. `retry` says what may happen after an unknown outcome:
 * `safe` repeat freely (idempotent by nature) · `keyed` the vendor honours our key · `findable` look for our mark first · `manual` ask a person.
 */
export interface Write<Client> {
  retry: WriteRetry | ((client: Client) => WriteRetry);
  /** How long after the call's deadline its effect may still appear in reads, in milliseconds at limit scale 1. */
  settleMs: number;
  /** Upper bound of one call, in milliseconds at limit scale 1. */
  timeoutMs: number;
  /** The lane of its calls, whatever the lane of the work that asks for it. */
  lane?: Lane;
  perform(client: Client, input: WriteInput, key: string): Promise<WriteOutcome>;
  find(client: Client, input: WriteInput, key: string): Promise<WriteOutcome | null>;
  /** What would be sent, without credentials, for a person to look at; sends nothing. */
  render?(client: Client, input: WriteInput, key: string): RenderedRequest;
}

export interface RenderedRequest {
  method: string;
  url: string;
  headers: { [name: string]: string };
  body: string | null;
}

/** OAuth token pair of a connection. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** Address to call with this pair, where the vendor may move it. */
  endpoint?: string;
  /** The vendor's stable name of the installation that the pair belongs to. */
  memberId?: string;
}

/** Encrypted token store with single-flight refresh over all processes. */
export interface TokenStore {
  read(): Promise<TokenPair | null>;
  /**
   * Runs `refresh` in at most one process at a time, and only if the stored pair is still `stale`; others get the pair that won.
   * @throws HubError `auth` when the refresh was refused: the connection is paused by the caller
   */
  refresh(stale: TokenPair, refresh: (pair: TokenPair) => Promise<TokenPair>): Promise<TokenPair>;
}

/** Keeps a connector's types while giving the rest of the hub one shape. */
export function defineConnector<Options, Client>(connector: Connector<Options, Client>): Connector<Options, Client> {
  return connector;
}
