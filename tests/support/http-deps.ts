import type { HttpDeps } from '../../connectors/sdk/http.ts';
import { createMemoryBreaker, createMemoryBudget, createMemoryTurns } from './memory-ports.ts';

export interface LogLine {
  level: 'debug' | 'warn';
  fields: object;
  message: string;
}

/** Dependencies of an HTTP core for tests: loopback granted, limits and breaker in memory, log lines collected. */
export function httpDeps(overrides: Partial<HttpDeps> = {}): HttpDeps & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const clock = { now: () => Date.now() };
  return {
    connectionId: 'test',
    lane: 'sync',
    budget: createMemoryBudget([], clock),
    breaker: createMemoryBreaker(clock),
    turns: createMemoryTurns(),
    egress: { allow: ['127.0.0.0/8'] },
    secrets: [],
    clock,
    log: {
      debug: (fields, message) => void lines.push({ level: 'debug', fields, message }),
      warn: (fields, message) => void lines.push({ level: 'warn', fields, message }),
    },
    ...overrides,
    lines,
  };
}
