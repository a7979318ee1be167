import type { Connector, RawRequest, TokenPair } from '../../connectors/sdk/contract.ts';
import type { WriteInput } from '../../domain/deals/ports.ts';
import type { HubErrorKind } from '../../domain/errors.ts';
import type { ExpectedFailure, TwinControl } from './twin-control.ts';

/** A case that a system has no use for says why; the reason is printed. */
export interface Skip {
  skip: string;
}

export interface WriteCase {
  operation: string;
  /** Vendor operation that carries the effect, as fault rules and the ledger name it. */
  vendorOperation: string;
  /** As the ledger names the effect, where that is another name. */
  ledgerOperation?: string;
  /** What a connection that drops before the write proves; `unknown_outcome` unless the protocol tells more. */
  droppedBefore?: HubErrorKind;
  /** Where a write leaves no trace that could be searched for. */
  trace?: Skip;
  /** Makes what is written to, and the write. */
  arrange(twin: TwinControl): Promise<WriteInput>;
}

export interface PullCase {
  name: string;
  /** Ids that one full scan must bring, whatever else it brings. */
  expected(twin: TwinControl): Promise<string[]>;
  /** Somebody changes one record there; its id. */
  change(twin: TwinControl): Promise<string>;
}

export interface HookCase<Options> {
  /** The options under which the requests below are judged. */
  options: Options;
  /** The same options with an empty secret. */
  withoutSecret: Options;
  valid: RawRequest;
  wrongSignature: RawRequest;
  noSignature: RawRequest;
  /** Signed, but not to be read. */
  malformed: RawRequest;
}

export interface TokenCase<Client> {
  /** A pair that the twin gave; `expire` makes the twin refuse its access token. */
  initial(twin: TwinControl): Promise<TokenPair>;
  expire(twin: TwinControl): Promise<void>;
  refreshes(twin: TwinControl): Promise<number>;
  read(client: Client): Promise<unknown>;
}

export interface Harness<Options, Client> {
  /** Name of the twin in the sandbox. */
  twin: string;
  connector: Connector<Options, Client>;
  /** Options from all that the twin says of its connection; by default what it says under `options`. */
  configure?(connection: { system: string; options: unknown }): unknown;
  /** Fills the twin before each case. */
  prepare(twin: TwinControl): Promise<void>;
  /** One call that changes nothing. */
  read(client: Client, twin: TwinControl): Promise<unknown>;
  failures: ExpectedFailure[];
  writes: WriteCase[];
  pull: PullCase | Skip;
  /** Where answers are too short to need one. */
  sizeLimit?: Skip;
  hook: HookCase<Options> | Skip;
  /** Ids beyond 2^53 that the twin holds, and the same ids as the client reads them. */
  longIds: ((client: Client, twin: TwinControl) => Promise<{ held: string[]; read: string[] }>) | Skip;
  tokens: TokenCase<Client> | Skip;
}
