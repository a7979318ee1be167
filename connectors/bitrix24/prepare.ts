import type { Bitrix24 } from './client.ts';
import { observe } from './prepare/observe.ts';
import { type PortalNeeds, type PortalPlan, planOf } from './prepare/plan.ts';

export { type Applied, apply, type Made, undo } from './prepare/apply.ts';
export type { PlanItem, PortalNeeds, PortalPlan } from './prepare/plan.ts';
export { printable } from './prepare/print.ts';

/**
 * What a portal lacks for a mapping: fields, funnel, stages, dictionary values, and the rights to make them. Reads only.
 *
 * The plan is shown to a person; `apply` takes it back with its hash, makes what is missing and tells what it made; `undo` removes exactly that.
 */
export async function plan(client: Bitrix24, needs: PortalNeeds): Promise<PortalPlan> {
  return planOf(needs, await observe(client, needs));
}
