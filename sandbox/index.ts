import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { createBitrix24Twin } from './bitrix24/index.ts';
import { systemClock } from './core/clock.ts';
import { createControl } from './core/control.ts';
import type { Twin } from './core/types.ts';
import { createHttpTwin } from './http/index.ts';
import { createImapTwin } from './imap/index.ts';
import { pageApp } from './page/page.ts';
import { createSamoTwin } from './samo/index.ts';
import { createScenario, type Scenario } from './scenario/scenario.ts';
import { createSmscTwin } from './smsc/index.ts';
import { createSmtpTwin } from './smtp/index.ts';
import { createTbankTwin } from './tbank/index.ts';
import { createWebhookTwin } from './webhook/index.ts';
import { createYookassaTwin } from './yookassa/index.ts';

export interface SandboxOptions {
  /** 0 takes a free port. */
  port: number;
  host?: string;
  /** Vendor limits and settle times are divided by this; 1 keeps the vendors' own. */
  limitScale?: number;
  /** `on` starts the working day at once. */
  scenario?: 'on' | 'off';
  /** Claims that SAMO holds from the start. */
  seedCount?: number;
}

export interface Sandbox {
  url: string;
  port: number;
  twins: { [name: string]: Twin };
  scenario: Scenario;
  stop(): Promise<void>;
}

/**
 * Starts all twins in this process: each under `/<name>`, the control API under `/control`, a page for people at `/`.
 * @throws Error when the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', limitScale = 1, scenario: start = 'off', seedCount = 0 } = options;
  let url = '';
  const publicUrl = () => url;
  const samo = createSamoTwin({ clock: systemClock, publicUrl, limitScale });
  const bitrix24 = createBitrix24Twin({ clock: systemClock, limitScale, publicUrl });
  const imap = createImapTwin({ clock: systemClock });
  const smtp = createSmtpTwin({ clock: systemClock, returned: imap.deliver });
  const smsc = createSmscTwin({ clock: systemClock, publicUrl, limitScale });
  const webhook = createWebhookTwin({ clock: systemClock, publicUrl });
  const http = createHttpTwin({ clock: systemClock, publicUrl });
  const yookassa = createYookassaTwin({ clock: systemClock, publicUrl, limitScale });
  const tbank = createTbankTwin({ clock: systemClock, publicUrl, limitScale });
  const twins: Twin[] = [samo, bitrix24, smtp, imap, smsc, webhook, http, yookassa, tbank];
  const scenario = createScenario({ twins, seed: 1 });

  const app = new Hono();
  for (const twin of twins) app.route(`/${twin.name}`, twin.app);
  app.route('/control', createControl(twins, scenario));
  app.get('/healthz', (c) => c.json({ status: 'ok', twins: twins.map(({ name }) => name) }));
  app.route('/', pageApp());

  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port, host, listening);
  });
  const { port } = server.address() as AddressInfo;
  url = `http://${host}:${port}`;
  await Promise.all([smtp.listen(0, host), imap.listen(0, host)]);

  await samo.seed({ seed: 1, count: seedCount });
  if (start === 'on') scenario.set({ running: true, speed: 1 });

  return {
    url,
    port,
    twins: Object.fromEntries(twins.map((twin) => [twin.name, twin])),
    scenario,
    async stop() {
      scenario.set({ running: false, speed: 1 });
      bitrix24.stop();
      const closed = new Promise<void>((done) => server.close(() => done()));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await Promise.all([closed, smtp.close(), imap.close()]);
    },
  };
}
