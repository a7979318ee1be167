import { HubError } from '../../domain/errors.ts';
import type { Clock } from '../sdk/contract.ts';
import type { Rest } from './rest.ts';
import { modeResult } from './wire.ts';

const TTL_MS = 10 * 60_000;

/** Whether the CRM works with leads. Without them the portal turns a new lead into a deal at once. */
export interface Modes {
  withLeads(): Promise<boolean>;
  /** @throws HubError `config` when a lead would become a deal under the writer's hands */
  assertLeads(): Promise<void>;
}

export function createModes(rest: Rest, clock: Clock): Modes {
  let known: { withLeads: boolean; readAt: number } | null = null;

  async function withLeads(): Promise<boolean> {
    if (known && clock.now() - known.readAt < TTL_MS) return known.withLeads;
    const { result } = await rest.read('crm.settings.mode.get', {}, modeResult);
    known = { withLeads: result !== SIMPLE, readAt: clock.now() };
    return known.withLeads;
  }

  return {
    withLeads,
    async assertLeads() {
      if (!(await withLeads())) throw noLeads();
    },
  };
}

/** The portal's number for a CRM without leads; 1 is the classic one. */
const SIMPLE = 2;

function noLeads(): HubError {
  return new HubError({
    code: 'B24_NO_LEADS',
    kind: 'config',
    userMessage: {
      ru: 'CRM портала работает без лидов: новый лид сразу стал бы сделкой. Настройте процесс на сделки.',
      en: 'The CRM works without leads: a new lead would become a deal at once. Let the process make deals.',
    },
  });
}
