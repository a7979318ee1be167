import type { Registry } from 'prom-client';
import type { PackPreview } from '../activities/documents/preview.ts';
import type { Look } from '../activities/look.ts';
import type { Rehearsal, WhatIf } from '../activities/what-if.ts';
import type { Capability, Connected, Connector, Preparation, RenderedRequest } from '../connectors/sdk/contract.ts';
import type { ConnectorRegistry } from '../connectors/sdk/registry.ts';
import type { WriteInput, WriteRetry } from '../domain/deals/ports.ts';
import type { PackPolicy } from '../domain/documents/types.ts';
import type { Json } from '../domain/json.ts';
import type { Renderer } from '../domain/templates/types.ts';
import type { Acceptor } from '../ingress/accept.ts';
import type { StandingSchedule } from '../ingress/schedule-board.ts';
import type { SpecSchemas } from '../mappings/engine/check.ts';
import type { Library, Spec } from '../mappings/engine/spec.ts';
import type { ConnectionRow } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import type { LinkRow } from '../store/links.ts';
import type { PayloadCodec } from '../vault/codec.ts';

/** Everything the HTTP side needs of the rest of the hub. */
export interface ServerDeps {
  db: Database;
  vault: Vault;
  registry: ConnectorRegistry;
  acceptor: Acceptor;
  connected: ConnectedPort;
  mappings: MappingsPort;
  renderer: Renderer;
  /** What would become of a claim's documents now. Changes nothing. @throws HubError `not_found` when the booking system does not know the claim */
  previewPack(link: LinkRow, thought?: PackPolicy): Promise<PackPreview>;
  /** Rows were committed: look for subjects to nudge. */
  wake(): void;
  /** A bulk job was started, halted or resumed: look which need a run. */
  wakeJobs(): void;
  /** Feeds of a connection have news: read them now. @throws Error when the engine is away, or nobody reads that feed */
  wakePulls(connectionId: string, pulls: readonly string[]): Promise<void>;
  /** Starts a full comparison of a pair; returns its workflow id. @throws HubError `transient` when the engine is away */
  startReconcile(pairId: string): Promise<string>;
  schedules: SchedulesPort;
  /** Where people look at runs: `<uiUrl>/namespaces/<namespace>/workflows/<workflow id>`; `upstream` is where the hub itself reaches that UI. */
  temporal: { uiUrl: string; upstream: string; namespace: string };
  /** Of workflow payloads. */
  codec: PayloadCodec;
  /** Ids of master keys; `wake` looks at once whether a rotation has begun. */
  keys: { present: string; readable: readonly string[]; wake(): void };
  apiToken: string;
  metrics: Registry;
  /** What must work before requests are sent here. */
  readiness(): Promise<{ name: string; ok: boolean; detail: string }[]>;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** Mappings as they are published, and what it takes to try one on real records. */
export interface MappingsPort {
  library(): Library;
  /** Takes over what was just published. */
  refresh(): Promise<void>;
  /** Asks an installation what it has, keeps the answer, and holds the published mappings against it. */
  describe(connectionId: string): Promise<{ hash: string; changed: boolean }>;
  /** Both ends of a spec as they were last described; null while one system has described nothing. */
  schemas(spec: Spec): Promise<SpecSchemas | null>;
  /** Both sides of a link as they are now. Changes nothing. @throws HubError `not_found` when the left record is gone */
  look(link: LinkRow): Promise<Look>;
  /** Goes again through the left records of a period, without any network. */
  whatIf(rehearsal: Rehearsal): Promise<WhatIf>;
}

/** A connector's preparation with a client of the installation, and what the mappings need there. */
export interface Preparing {
  prepare: Preparation<unknown>;
  client: unknown;
  needs: Json;
}

/** Recurring work as it stands in Temporal. */
export interface SchedulesPort {
  /** @throws HubError `transient` when Temporal is away */
  list(): Promise<StandingSchedule[]>;
  /** Starts it now. @throws HubError `not_found`, or `transient` when Temporal is away */
  trigger(id: string): Promise<void>;
  /** Somebody stopped one or let it go on: make Temporal's equal to that now. */
  wake(): void;
}

export interface FoundConnection {
  row: ConnectionRow;
  connector: Connector;
  options: unknown;
  /** The options with one secret as it was before its replacement, for as long as that is accepted. */
  previous: readonly { options: unknown; until: Date }[];
}

/** Configured connections with their secrets opened, cached for a moment. */
export interface ConnectedPort {
  /** Null for an unknown connection. @throws HubError `config` when its secrets cannot be opened or its options are not valid */
  find(connectionId: string): Promise<FoundConnection | null>;
  /** Asks the installation what it can do, and remembers the answer. */
  test(connectionId: string): Promise<Capability[]>;
  /** What an installation is made ready with; null where the system allows no such thing. */
  preparing(connectionId: string): Promise<Preparing | null>;
  /** What may be written through a connection, and what happens after an unknown outcome. @throws HubError `config` for an unknown connection */
  writes(connectionId: string): Promise<{ operation: string; retry: WriteRetry }[]>;
  /** What a write would send, without credentials; null where its connector does not show that. @throws HubError `validation` */
  render(connectionId: string, operation: string, input: WriteInput, key: string): Promise<RenderedRequest | null>;
  /** After a change: the next use reads the connection anew. */
  forget(connectionId: string): void;
  /** What a connector's `install` works with. @throws HubError `config` for an unknown connection */
  lend(connectionId: string): Promise<{ connector: Connector; connected: Connected<unknown> }>;
}
