import type { Capability } from '../../sdk/contract.ts';
import type { Bitrix24 } from '../client.ts';
import { scopeResult } from '../wire.ts';
import { probeFeatures } from './features.ts';
import { checks } from './portal.ts';
import { refused } from './say.ts';

/** What this portal allows and how it is set up, question by question, each with its reason. Reads only. */
export async function probe(client: Bitrix24): Promise<Capability[]> {
  const scopes = client.rest.read('scope', {}, scopeResult).then(({ result }) => result);
  const portal = Object.entries(checks).map(async ([name, check]) => ({ name, ...(await check(client, scopes).catch(refused)) }));
  const [asked, features] = await Promise.all([Promise.all(portal), scopes.then((granted) => probeFeatures(client, granted))]);
  return [...asked, ...features];
}
