import type { Budget } from './contract.ts';
import { budgetScope } from './http.ts';
import type { AnyConnector } from './registry.ts';

/** The rate limits of one connection under their shared names, sped up by the limit scale. */
export function connectionBudgets(connector: AnyConnector, connectionId: string, options: unknown, limitScale: number): Budget[] {
  return connector.budgets(options as never).map((budget) => ({
    scope: budgetScope(budget.scope, connectionId),
    rate: budget.rate * limitScale,
    burst: budget.burst,
  }));
}
