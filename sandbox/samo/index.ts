import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import type { Twin } from '../core/types.ts';
import { samoActs } from './acts.ts';
import { createBackOffice } from './back-office.ts';
import { createCallCounter } from './calls.ts';
import { sandboxPartner } from './partner.ts';
import { createSecurityGate } from './security.ts';
import { seedClaims } from './seed.ts';
import { samoService, servicePath } from './service.ts';
import { defaultSettings, type Settings, settingsChange } from './settings.ts';
import { claimState } from './state.ts';

export interface SamoTwinOptions {
  clock: Clock;
  /** Where the sandbox is reached, without a slash at the end. */
  publicUrl: () => string;
  settings?: Partial<Settings>;
}

/** SAMO-Tour as the sandbox plays it: the claim contract of Andromeda in front of an invented operator; see `docs/sandbox.md`. */
export function createSamoTwin(options: SamoTwinOptions): Twin {
  const { clock, publicUrl } = options;
  const initial: Settings = { ...defaultSettings, ...options.settings };
  let settings = initial;
  const partner = sandboxPartner;
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const office = createBackOffice({ clock, ledger, delimiter: initial.nameDelimiter });
  const gate = createSecurityGate({ clock, login: partner.login, clientSecret: partner.clientSecret });
  const calls = createCallCounter(clock);
  const address = () => `${publicUrl()}/samo${servicePath}`;

  function configure(next: Settings): Settings {
    settings = next;
    office.delimiter = next.nameDelimiter;
    return next;
  }

  const states: Record<string, () => unknown[]> = {
    claims: () => office.claims().map((claim) => claimState(office.view(claim))),
    partners: () => [{ id: partner.id, name: partner.name, login: partner.login, commission: partner.commission }],
    calls: () => calls.seconds(),
  };

  return {
    name: 'samo',
    app: samoService({ office, partner, gate, calls, faults, settings: () => settings, address }),
    ledger,
    faults,
    entities: Object.keys(states),
    state: (entity) => (Object.hasOwn(states, entity) ? (states[entity]?.() ?? null) : null),
    seed: ({ seed, count }) => seedClaims(office, seed, count),
    reset() {
      office.clear();
      ledger.clear();
      faults.set(0, []);
      gate.forget();
      calls.clear();
      configure(initial);
    },
    acts: {
      ...samoActs(office, ledger),
      configure: (input) => configure({ ...settings, ...settingsChange.parse(input) }),
    },
    connection: () => ({
      system: 'samo',
      options: {
        url: address(),
        login: partner.login,
        password: partner.password,
        clientSecret: partner.clientSecret,
        encode: 'aes',
        privateNetworks: ['127.0.0.0/8'],
      },
    }),
  };
}
