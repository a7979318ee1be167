import { z } from 'zod';
import { HubError, isHubError } from '../../../domain/errors.ts';
import { scaledTimeoutMs } from '../../sdk/writes.ts';
import { type Bitrix24, WRITE_TIMEOUT_MS } from '../client.ts';
import { isRecordEntity, type RecordEntity } from '../entities.ts';
import { stageDictionary } from '../stages.ts';
import { idText } from '../wire.ts';
import { observe } from './observe.ts';
import { lackingValues, type PlanItem, type PortalPlan, type PortalState, planOf } from './plan.ts';

/** One thing that was made; `undo` removes exactly these. */
export type Made =
  | { kind: 'field'; entity: RecordEntity; id: string; code: string }
  | { kind: 'values'; entity: RecordEntity; id: string; code: string; values: string[] }
  | { kind: 'pipeline'; id: string; code: string }
  | { kind: 'stage' | 'dictionary'; id: string; code: string };

/** The part of a plan that decides what is made. */
type Agreed = Pick<PortalPlan, 'needs' | 'hash'>;

export interface Applied {
  made: Made[];
  /** The funnel that the connection is to use. */
  dealCategoryId: number | null;
  /** Where it stopped, if it did: what was made before stands in `made`. */
  failed: { item: PlanItem; error: HubError } | null;
}

const SEMANTICS: { [semantic: string]: string } = { success: 'S', failure: 'F' };

/**
 * Makes what the plan lists as missing and nothing else; what appeared meanwhile is left alone, so that a repeat makes nothing twice.
 * @param hash  of the plan that a person agreed to
 * @throws HubError `conflict` when the portal is no longer as the plan says, `permission` when a right is missing
 */
export async function apply(client: Bitrix24, plan: Agreed, hash: string): Promise<Applied> {
  let state = await observe(client, plan.needs);
  const now = planOf(plan.needs, state);
  if (plan.hash !== hash || now.hash !== hash) throw planMoved();
  const todo = now.items.filter((item) => item.state !== 'present' && canBeMade(item));
  const lacking = now.items.filter((item) => item.kind === 'right' && item.state === 'missing');
  if (todo.length > 0 && lacking.length > 0) throw noRight(lacking);
  const made: Made[] = [];
  const told = (failed: Applied['failed']): Applied => ({ made, dealCategoryId: state.funnel?.id ?? null, failed });
  for (const item of todo) {
    try {
      made.push(...(await make(client, plan, item, state)));
      // A new funnel comes with stages of its own.
      if (item.kind === 'pipeline') state = await observe(client, plan.needs);
    } catch (error) {
      if (!isHubError(error)) throw error;
      return told({ item, error });
    }
  }
  return told(null);
}

/** Removes exactly what an `apply` has made, the last first. Fields and stages go with what people have put there since. */
export async function undo(client: Bitrix24, made: readonly Made[]): Promise<void> {
  // The stages of a new funnel go with it.
  const withFunnel = made.some((thing) => thing.kind === 'pipeline');
  for (const thing of made.filter(({ kind }) => !(withFunnel && kind === 'stage')).reverse()) {
    try {
      await remove(client, thing);
    } catch (error) {
      if (!isHubError(error) || error.kind !== 'not_found') throw error;
    }
  }
}

/** A wrong type or group is a person's affair. */
function canBeMade(item: PlanItem): boolean {
  if (item.kind === 'right') return false;
  return item.state === 'missing' || (item.kind === 'field' && item.type === 'enumeration');
}

async function make(client: Bitrix24, { needs }: Agreed, item: PlanItem, state: PortalState): Promise<Made[]> {
  switch (item.kind) {
    case 'field': {
      const entity = isRecordEntity(item.of) ? item.of : 'deal';
      const field = needs.fields.find((one) => one.entity === entity && one.name === item.code);
      if (!field) return [];
      const { name, type, title, multiple = false, values = [] } = field;
      const there = state.fields[entity]?.get(name);
      if (!there) {
        const id = await client.userFields.add(entity, { name, type, title, multiple, values });
        return [{ kind: 'field', entity, id, code: name }];
      }
      const lacking = there.type === type && there.multiple === multiple ? lackingValues(values, there.values) : [];
      const id = (await client.userFields.list(entity)).find((one) => one.name === name)?.id;
      if (lacking.length === 0 || id === undefined) return [];
      await client.userFields.addOptions(id, lacking);
      return [{ kind: 'values', entity, id, code: name, values: lacking }];
    }
    case 'pipeline': {
      if (state.funnel) return [];
      const params = { entityTypeId: 2, fields: { name: item.title, sort: 200 } };
      const { result } = await client.rest.write(
        'crm.category.add',
        params,
        z.object({ category: z.object({ id: idText }) }),
        deadline(client),
      );
      return [{ kind: 'pipeline', id: result.category.id, code: item.title }];
    }
    case 'stage': {
      if (!state.funnel || state.stages.has(item.code)) return [];
      const sort = (needs.funnel.stages.findIndex((stage) => stage.code === item.code) + 1) * 10;
      return [{ kind: 'stage', id: await addStatus(client, stageDictionary(state.funnel.id), item, sort), code: item.code }];
    }
    case 'dictionary':
      if (state.dictionaries.get(item.of)?.has(item.code)) return [];
      return [{ kind: 'dictionary', id: await addStatus(client, item.of, item, 500), code: item.code }];
    case 'right':
      return [];
  }
}

async function addStatus(client: Bitrix24, dictionary: string, { code, title, type }: PlanItem, sort: number): Promise<string> {
  const semantics = SEMANTICS[type];
  const fields = {
    ENTITY_ID: dictionary,
    STATUS_ID: code,
    NAME: title,
    SORT: sort,
    ...(semantics ? { SEMANTICS: semantics } : {}),
  };
  return (await client.rest.write('crm.status.add', { fields }, idText, deadline(client))).result;
}

async function remove(client: Bitrix24, thing: Made): Promise<void> {
  if (thing.kind === 'field') return client.userFields.remove(thing.id);
  if (thing.kind === 'values') return client.userFields.removeOptions(thing.id, thing.values);
  const id = Number(thing.id);
  if (thing.kind === 'pipeline') {
    await client.rest.write('crm.category.delete', { entityTypeId: 2, id }, z.unknown(), deadline(client));
    return;
  }
  await client.rest.write('crm.status.delete', { id, params: { FORCED: 'N' } }, z.unknown(), deadline(client));
}

function deadline({ clock }: Bitrix24): number {
  return clock.now() + scaledTimeoutMs(WRITE_TIMEOUT_MS, 1);
}

function planMoved(): HubError {
  return new HubError({
    code: 'B24_PLAN_MOVED',
    kind: 'conflict',
    userMessage: {
      ru: 'Портал изменился после составления плана. Составьте план заново и проверьте его.',
      en: 'The portal has changed since the plan was made. Make the plan again and look it through.',
    },
  });
}

function noRight(lacking: readonly PlanItem[]): HubError {
  return new HubError({
    code: 'B24_PLAN_NEEDS_RIGHTS',
    kind: 'permission',
    userMessage: {
      ru: lacking.map((item) => item.note?.ru ?? item.title).join(' '),
      en: lacking.map((item) => item.note?.en ?? item.title).join(' '),
    },
  });
}
