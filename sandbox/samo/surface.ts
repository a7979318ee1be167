import { Hono } from 'hono';
import type { FaultPlan, TwinLedger } from '../core/types.ts';
import type { AccessRules } from './access.ts';
import type { BackOffice } from './back-office.ts';
import type { CallCounter } from './calls.ts';
import type { Cabinet } from './documents/cabinet.ts';
import { downloads } from './documents/download.ts';
import { printDoor } from './documents/print.ts';
import { type Upload, uploadDoor } from './documents/upload.ts';
import { exportDoors } from './export/door.ts';
import { gateDoors } from './gate/gate.ts';
import type { PartnerTokens } from './gate/partner-tokens.ts';
import type { References } from './gate/references.ts';
import { onlineDoor } from './online/online.ts';
import type { Partner } from './partner.ts';
import type { SecurityGate } from './security.ts';
import { samoService, servicePath } from './service.ts';
import type { Settings } from './settings.ts';
import type { BankRates } from './wspay/bank.ts';
import type { Invoices } from './wspay/invoices.ts';
import { wspayPath, wspayService } from './wspay/service.ts';

/** Everything behind the operator's addresses. */
export interface SurfaceParts {
  office: BackOffice;
  partner: Partner;
  calls: CallCounter;
  faults: FaultPlan;
  ledger: TwinLedger;
  references: References;
  tokens: PartnerTokens;
  rates: BankRates;
  invoices: Invoices;
  cabinet: Cabinet;
  uploads: Upload[];
  gates: { andromeda: SecurityGate; bank: SecurityGate };
  settings: () => Settings;
  access: () => AccessRules;
  fileUrl: (name: string) => string;
  base: () => string;
}

/** The vendor's surface: two SOAP services, the one address of gate, Online API and documents, and the folder of rendered files. */
export function samoSurface(parts: SurfaceParts): Hono {
  const { gates, base, partner } = parts;
  const app = new Hono();
  app.use((_, next) => parts.calls.during(next));
  app.route('/', samoService({ ...parts, gate: gates.andromeda, address: () => base() + servicePath }));
  const bank = { gate: gates.bank, partnerLogin: partner.login, address: () => base() + wspayPath };
  app.route('/', wspayService({ ...parts, ...bank }));
  const gate = gateDoors(parts);
  const online = onlineDoor({ ...parts, now: () => parts.office.now() });
  const doors = { ...gate, api: online, print: printDoor(parts), edocument: uploadDoor(parts) };
  app.route('/', exportDoors({ ...parts, doors, fallback: gate.reference }));
  app.route('/', downloads(parts));
  return app;
}
