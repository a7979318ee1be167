import { z } from 'zod';
import type { Bitrix24 } from '../client.ts';
import type { RecordEntity } from '../entities.ts';
import { stageDictionary } from '../stages.ts';
import { categoriesResult, phpList, profileResult, scopeResult } from '../wire.ts';
import type { PortalNeeds, Semantic } from './needs.ts';
import type { PortalState } from './plan.ts';

const statuses = phpList(
  z.object({
    STATUS_ID: z.string(),
    SEMANTICS: z.string().nullish().catch(null),
  }),
);

/** Reads what the needs ask about, afresh. Reads only. */
export async function observe(client: Bitrix24, needs: PortalNeeds): Promise<PortalState> {
  const { rest } = client;
  const [{ result: scopes }, { result: profile }, fields, funnel, dictionaries] = await Promise.all([
    rest.read('scope', {}, scopeResult),
    rest.read('profile', {}, profileResult),
    fieldsOf(client, needs),
    funnelOf(client, needs),
    Promise.all([...new Set(needs.dictionaries.map(({ dictionary }) => dictionary))].map((name) => codesOf(client, name))),
  ]);
  const stages = funnel ? await stagesOf(client, funnel.id) : new Map<string, Semantic>();
  return { scopes, admin: profile.ADMIN, fields, funnel, stages, dictionaries: new Map(dictionaries) };
}

async function fieldsOf(client: Bitrix24, needs: PortalNeeds): Promise<PortalState['fields']> {
  const entities = [...new Set(needs.fields.map(({ entity }) => entity))];
  const known = await Promise.all(
    entities.map(async (entity): Promise<[RecordEntity, NonNullable<PortalState['fields'][RecordEntity]>]> => {
      const { byName } = await client.metadata.fresh(entity);
      const rows = [...byName.values()].map(({ name, type, isMultiple, items }) => {
        return [name, { type, multiple: isMultiple, values: (items ?? []).map((option) => option.VALUE) }] as const;
      });
      return [entity, new Map(rows)];
    }),
  );
  return Object.fromEntries(known);
}

/** The funnel of that name; else the one that the connection is set to, unless that is the default one. */
async function funnelOf({ rest, options }: Bitrix24, { funnel }: PortalNeeds): Promise<PortalState['funnel']> {
  const { result } = await rest.read('crm.category.list', { entityTypeId: 2 }, categoriesResult);
  const named = result.categories.find(({ name }) => name.trim().toLowerCase() === funnel.title.trim().toLowerCase());
  const configured = result.categories.find(({ id }) => id === String(options.dealCategoryId) && id !== '0');
  const found = configured ?? named;
  return found ? { id: Number(found.id), title: found.name } : null;
}

async function stagesOf({ rest }: Bitrix24, funnel: number): Promise<Map<string, Semantic>> {
  const { result } = await rest.read('crm.status.list', { filter: { ENTITY_ID: stageDictionary(funnel) } }, statuses);
  return new Map(result.map(({ STATUS_ID, SEMANTICS }) => [STATUS_ID.replace(/^C\d+:/, ''), semanticOf(SEMANTICS)]));
}

function semanticOf(code: string | null | undefined): Semantic {
  return code === 'S' ? 'success' : code === 'F' ? 'failure' : 'process';
}

async function codesOf({ rest }: Bitrix24, dictionary: string): Promise<[string, Set<string>]> {
  const { result } = await rest.read('crm.status.list', { filter: { ENTITY_ID: dictionary } }, statuses);
  return [dictionary, new Set(result.map(({ STATUS_ID }) => STATUS_ID))];
}
