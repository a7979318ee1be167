import { samo } from '../../connectors/samo/index.ts';
import { createWritePort } from '../../connectors/sdk/writes.ts';
import type { Claim, ClaimRef } from '../../domain/deals/claim.ts';
import type { Fields } from '../../domain/json.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { type ConnectOverrides, connectedForTest } from './connected.ts';
import { type HeldClaim, heldClaims } from './samo-claims.ts';
import { allTransports } from './samo-options.ts';
import { twinControl } from './twin-control.ts';

const LIMIT_SCALE = 50;

/** A SAMO installation with every interface, behind real HTTP, and a connector's client for it. Vendor limits are divided by 50. */
export async function startSamo() {
  const sandbox = await startSandbox({ port: 0, limitScale: LIMIT_SCALE, scenario: 'off' });
  const twin = twinControl(sandbox.url, 'samo');
  const whole = { ...allTransports(await twin.connection()), requestsPerSecond: 20 };

  function connect(options: object = {}, overrides: ConnectOverrides = {}) {
    const connected = connectedForTest(samo, { ...whole, ...options }, { limitScale: LIMIT_SCALE, ...overrides });
    return Object.assign(samo.connect(connected), { lines: connected.lines });
  }
  const client = connect();

  async function held(guid: string): Promise<HeldClaim> {
    const found = (await heldClaims(twin)).find((claim) => claim.guid === guid);
    if (!found) throw new Error(`there is no claim ${guid}`);
    return found;
  }
  const refOf = ({ guid, number }: HeldClaim): ClaimRef => ({ guid, number: String(number) });

  /** A confirmed booking of a person. */
  async function book(buyer: 'person' | 'agency' = 'person'): Promise<HeldClaim> {
    const { guid } = await twin.act<{ guid: string }>('book', { buyer });
    await twin.act('confirm', { claim: guid });
    return held(guid);
  }

  async function payAll({ guid }: HeldClaim): Promise<void> {
    await twin.act('pay', { claim: guid, amount: (await held(guid)).moneys[1]?.debt });
  }

  function write(operation: string, claim: HeldClaim, fields: Fields, by = client) {
    const port = createWritePort(samo, by, LIMIT_SCALE);
    const input = { entity: 'claim', id: claim.guid, mark: 'link-1', fields: { number: String(claim.number), ...fields } };
    return {
      perform: () => port.perform(operation, input, 'key-1'),
      find: () => port.find(operation, input, 'key-1'),
    };
  }

  async function read(claim: HeldClaim, by = client): Promise<Claim> {
    const found = await by.getClaim(refOf(claim));
    if (!found) throw new Error(`claim ${claim.number} was not read`);
    return found;
  }

  return { twin, client, options: whole, connect, held, refOf, book, payAll, write, read, stop: () => sandbox.stop() };
}

export type SamoInstallation = Awaited<ReturnType<typeof startSamo>>;
