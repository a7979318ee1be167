import { z } from 'zod';
import type { Json } from '../../domain/json.ts';
import type { Preparation } from '../sdk/contract.ts';
import type { Bitrix24 } from './client.ts';
import { invalidValue } from './invalid.ts';
import { apply, type Made, undo } from './prepare/apply.ts';
import { readNeeds } from './prepare/needs.ts';
import { observe } from './prepare/observe.ts';
import { planOf } from './prepare/plan.ts';
import { printable } from './prepare/print.ts';

const id = z.string();
const entity = z.enum(['deal', 'contact', 'company', 'lead']);
const madeThings: z.ZodType<Made[]> = z.array(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('field'), entity, id, code: z.string() }),
    z.object({ kind: z.literal('values'), entity, id, code: z.string(), values: z.array(z.string()) }),
    z.object({ kind: z.literal('pipeline'), id, code: z.string() }),
    z.object({ kind: z.literal('stage'), id, code: z.string() }),
    z.object({ kind: z.literal('dictionary'), id, code: z.string() }),
  ]),
);

/**
 * Makes a portal ready for a mapping: fields with their lists, the funnel and its stages, dictionary values. Needs are data (`prepare/needs.ts`);
 * the rights to make them stand in the plan too.
 */
export const prepare: Preparation<Bitrix24> = {
  async plan(client, needs) {
    const read = readNeeds(needs);
    return { ...planOf(read, await observe(client, read)), needs };
  },
  async apply(client, plan, hash) {
    const { made, dealCategoryId, failed } = await apply(client, { needs: readNeeds(plan.needs), hash: plan.hash }, hash);
    return {
      made: made.map((thing): Json => ({ ...thing })),
      options: dealCategoryId === null ? {} : { dealCategoryId },
      failed,
    };
  },
  async undo(client, made) {
    const read = madeThings.safeParse(made);
    if (!read.success) throw invalidValue('made', 'what an earlier preparation has made');
    await undo(client, read.data);
  },
  print: (plan, language) => printable(plan, readNeeds(plan.needs), language),
};
