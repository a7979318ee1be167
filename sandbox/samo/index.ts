import { Hono } from 'hono';
import type { Clock } from '../core/clock.ts';
import { createFaultPlan } from '../core/fault-plan.ts';
import { createLedger } from '../core/ledger.ts';
import { recordPage } from '../core/record-page.ts';
import type { Twin } from '../core/types.ts';
import { type AccessRules, accessChange, openAccess } from './access.ts';
import { samoActs } from './acts.ts';
import { createBackOffice } from './back-office.ts';
import { createCallCounter } from './calls.ts';
import { claimPath, samoConnection } from './connection.ts';
import { documentActs } from './documents/acts.ts';
import { createCabinet } from './documents/cabinet.ts';
import { filesPath } from './documents/download.ts';
import type { Upload } from './documents/upload.ts';
import { referenceActs } from './gate/acts.ts';
import { createPartnerTokens } from './gate/partner-tokens.ts';
import { createReferences } from './gate/references.ts';
import { sandboxPartner } from './partner.ts';
import { createSecurityGate } from './security.ts';
import { seedClaims } from './seed.ts';
import { servicePath } from './service.ts';
import { changedSettings, defaultSettings, type Settings } from './settings.ts';
import { claimState, samoState } from './state.ts';
import { samoSurface } from './surface.ts';
import { paymentActs } from './wspay/acts.ts';
import { createBankRates, sandboxBank } from './wspay/bank.ts';
import { createInvoices } from './wspay/invoices.ts';

export interface SamoTwinOptions {
  clock: Clock;
  /** Where the sandbox is reached, without a slash at the end. */
  publicUrl: () => string;
  /** Rendering times and the patience of the claim service are divided by this; 1 keeps the vendor's. */
  limitScale?: number;
  settings?: Partial<Settings>;
}

/** SAMO-Tour as the sandbox plays it: all its interfaces in front of one invented operator; see `docs/sandbox.md`. */
export function createSamoTwin(options: SamoTwinOptions): Twin {
  const { clock, limitScale = 1 } = options;
  const initial: Settings = { ...defaultSettings, ...options.settings };
  let settings = initial;
  let access: AccessRules = openAccess;
  const partner = sandboxPartner;
  const ledger = createLedger(clock);
  const faults = createFaultPlan();
  const office = createBackOffice({ clock, ledger, delimiter: initial.nameDelimiter });
  const calls = createCallCounter(clock);
  const gates = {
    andromeda: createSecurityGate({ clock, login: partner.login, clientSecret: partner.clientSecret }),
    bank: createSecurityGate({ clock, ...sandboxBank }),
  };
  const references = createReferences(clock);
  const tokens = createPartnerTokens({ clock, ...partner });
  const rates = createBankRates();
  const invoices = createInvoices();
  const cabinet = createCabinet({ clock, ledger, office, settings: () => settings, limitScale });
  const uploads: Upload[] = [];
  const base = () => `${options.publicUrl()}/samo`;
  const surface = {
    ...{ office, partner, calls, faults, ledger, references, tokens, rates, invoices, cabinet, uploads, gates, base },
    settings: () => settings,
    access: () => access,
    fileUrl: (name: string) => `${base()}${filesPath}/${name}`,
  };
  const states = samoState(surface);
  const app = new Hono();
  app.get(`${claimPath}/:number`, (c) => {
    const number = c.req.param('number');
    const claim = office.claims().find((one) => String(one.number) === number);
    return recordPage(`Заявка ${number}`, claim === undefined ? null : claimState(office.view(claim)));
  });
  app.route('/', samoSurface(surface));

  function configure(next: Settings): Settings {
    settings = next;
    office.delimiter = next.nameDelimiter;
    return next;
  }

  return {
    name: 'samo',
    app,
    ledger,
    faults,
    entities: Object.keys(states),
    state: (entity) => (Object.hasOwn(states, entity) ? (states[entity]?.() ?? null) : null),
    seed: ({ seed, count }) => seedClaims(office, seed, count),
    reset() {
      for (const held of [office, ledger, calls, invoices, cabinet]) held.clear();
      for (const remembered of [gates.andromeda, gates.bank, tokens, rates]) remembered.forget();
      faults.set(0, []);
      references.rebuild();
      uploads.length = 0;
      access = openAccess;
      configure(initial);
    },
    acts: {
      ...samoActs(office, ledger),
      ...paymentActs(office, rates),
      ...documentActs(office, cabinet, ledger),
      ...referenceActs(references, ledger),
      configure: (input) => configure(changedSettings(settings, input)),
      access: (input) => (access = { ...access, ...accessChange.parse(input) }),
    },
    connection: () => samoConnection(base(), servicePath),
  };
}
