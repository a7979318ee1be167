import type { Budget } from '../sdk/contract.ts';
import type { HttpOptions } from './options.ts';

type Limited = Pick<HttpOptions, 'url' | 'requestsPerSecond'>;

/** Name of the request budget; null where the system has no limit that is known. Connections to one address share it. */
export function rateScope({ url, requestsPerSecond }: Limited): string | null {
  return url === undefined || requestsPerSecond === undefined ? null : `http:${new URL(url).host}`;
}

export function budgets(options: HttpOptions): Budget[] {
  const scope = rateScope(options);
  if (scope === null || options.requestsPerSecond === undefined) return [];
  return [{ scope, rate: options.requestsPerSecond, burst: Math.max(1, Math.ceil(options.requestsPerSecond / 4)) }];
}
