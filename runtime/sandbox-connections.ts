import type { ConnectorRegistry } from '../connectors/sdk/registry.ts';
import { splitSecrets } from '../connectors/sdk/secrets.ts';
import type { Json } from '../domain/json.ts';
import { getConnection, saveConnection, savePair, setMode } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import { optionsOf, type SaidConnection } from './sandbox-options.ts';

const SYSTEMS = {
  samo: 'samo-sandbox',
  bitrix24: 'bitrix24-sandbox',
  smtp: 'smtp-sandbox',
  imap: 'imap-sandbox',
  smsc: 'smsc-sandbox',
  webhook: 'webhook-sandbox',
  yookassa: 'yookassa-sandbox',
  tbank: 'tbank-sandbox',
} as const;
const TITLES = {
  samo: 'САМО (песочница)',
  bitrix24: 'Битрикс24 (песочница)',
  smtp: 'Почта (песочница)',
  imap: 'Возвраты почты (песочница)',
  smsc: 'SMS (песочница)',
  webhook: 'Вебхук (песочница)',
  yookassa: 'ЮKassa (песочница)',
  tbank: 'Т-Банк (песочница)',
} as const;
export const SANDBOX_PAIR = 'sandbox';

/** The sandbox's back office is faster than the one call a second that a real installation is spared with. */
const EXTRA: Record<keyof typeof SYSTEMS, Record<string, Json>> = {
  samo: { requestsPerSecond: 5 },
  bitrix24: {},
  smtp: {},
  imap: {},
  smsc: {},
  webhook: {},
  yookassa: {},
  tbank: {},
};

/** How often the sandbox's feeds are read, at limit scale 1: a newcomer should see things move. */
const PULL_SECONDS = { samo: 5, bitrix24: 60, smtp: 60, imap: 10, smsc: 60, webhook: 60, yookassa: 60, tbank: 60 } as const;

export interface SandboxConnectionDeps {
  db: Database;
  vault: Vault;
  registry: ConnectorRegistry;
  /** Where the twins can reach the hub. */
  hubUrl: string;
}

/**
 * Connects the hub to its sandbox, as an admin would do it: what the twins say of themselves goes into the connection form, the CRM's outgoing webhook and
 * the notifications of payment providers are pointed at the hub, deal sync, payments and documents are switched on. Idempotent; modes that a person has set are left alone.
 */
export async function connectSandbox(deps: SandboxConnectionDeps, url: string): Promise<void> {
  for (const system of ['samo', 'bitrix24', 'smtp', 'imap', 'smsc', 'webhook', 'yookassa', 'tbank'] as const) {
    const id = SYSTEMS[system];
    const said = await call<SaidConnection>(`${url}/control/${system}/connection`);
    const connector = deps.registry[system];
    if (!connector) throw new Error(`no connector for ${system}`);
    const { open, secret } = splitSecrets(connector, {
      ...optionsOf(said),
      ...EXTRA[system],
      privateNetworks: ['127.0.0.0/8', '::1/128'],
    });
    const fresh = (await getConnection(deps.db, id)) === null;
    await saveConnection(deps.db, deps.vault, {
      id,
      system,
      title: TITLES[system],
      open,
      secret: Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, String(value)])),
      pullSeconds: PULL_SECONDS[system],
    });
    if (fresh && (system === 'samo' || system === 'bitrix24'))
      for (const process of ['deals', 'documents'] as const) await setMode(deps.db, process, id, 'live', 'sandbox');
    if (fresh && system === 'samo') await setMode(deps.db, 'payments', id, 'live', 'sandbox');
  }
  await savePair(deps.db, {
    id: SANDBOX_PAIR,
    process: 'deals',
    leftConnection: SYSTEMS.samo,
    rightConnection: SYSTEMS.bitrix24,
    constants: { assignedById: '1', sourceId: 'OTHER' },
  });
  for (const system of ['bitrix24', 'yookassa', 'tbank', 'smsc'] as const) {
    await call(`${url}/control/${system}/acts/subscribe`, { handler: `${deps.hubUrl}/hooks/${SYSTEMS[system]}` });
  }
}

async function call<T>(url: string, body?: object): Promise<T> {
  const response = await fetch(
    url,
    body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(`the sandbox answered ${response.status} to ${new URL(url).pathname}`);
  return (await response.json()) as T;
}
