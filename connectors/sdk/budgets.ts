import type { Budget } from './contract.ts';
import type { AnyConnector } from './registry.ts';

/** The rate limits of a connection, sped up by the limit scale. */
export function connectionBudgets(connector: AnyConnector, options: unknown, limitScale: number): Budget[] {
  return connector.budgets(options as never).map((budget) => ({ ...budget, rate: budget.rate * limitScale }));
}
