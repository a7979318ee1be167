import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, inject } from 'vitest';
import { type Api, createApi } from '../../cli/api.ts';
import { startBrowser } from './browser.ts';
import type { ConsoleAddress } from './console-cluster.ts';
import { type TwinControl, twinControl } from './twin-control.ts';

export type RoleName =
  | 'crm_admin'
  | 'operations'
  | 'agent'
  | 'case_owner'
  | 'registrar'
  | 'head'
  | 'finance'
  | 'marketer'
  | 'quality'
  | 'auditor'
  | 'viewer';

const EVERY_ROLE: readonly RoleName[] = [
  'crm_admin',
  'operations',
  'agent',
  'case_owner',
  'registrar',
  'head',
  'finance',
  'marketer',
  'quality',
  'auditor',
  'viewer',
];

/** A person at a browser. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Goes to an address of the console and waits until nothing loads any more. */
  open(path: string): Promise<void>;
  /** What the browser's console complained of since the last question, and errors that scripts threw. */
  complaints(): string[];
}

export interface VisitorOptions {
  /** All of them unless said otherwise; null for a stranger. */
  roles?: readonly RoleName[] | null;
  language?: 'ru' | 'en';
  dark?: boolean;
  width?: number;
  height?: number;
}

/** The hub that all browser tests share, and who may visit it. Tests leave it as they found it, or work on records of their own. */
export interface ConsoleHub {
  url: string;
  /** The API with the hub's own token. */
  api: Api;
  samo: TwinControl;
  bitrix24: TwinControl;
  http: TwinControl;
  mail: TwinControl;
  db: pg.Pool;
  visit(options?: VisitorOptions): Promise<Visitor>;
  /** The one-time link that invites somebody with these roles. */
  invite(roles: readonly RoleName[], name?: string): Promise<{ link: string; email: string }>;
}

/** The shared hub, for this file alone until its tests are over, and a browser. */
export async function consoleForFile(): Promise<ConsoleHub> {
  const over = new AbortController();
  const address = await borrowHub(over.signal);
  const browser = await startBrowser();
  const db = new pg.Pool({ connectionString: address.databaseUrl, max: 2 });
  db.on('error', () => {});
  afterAll(async () => {
    await Promise.all([browser.close(), db.end()]);
    over.abort();
  });
  const api = createApi({ UZEL_URL: address.hub, UZEL_API_TOKEN: address.token });
  const invite: ConsoleHub['invite'] = async (roles, name = 'Проверкина Анна') => {
    const email = `visitor-${randomBytes(5).toString('hex')}@example.com`;
    const held = roles.map((role) => ({ role, unit: null }));
    const { link } = (await api.post('/api/invitations', { email, name, language: 'ru', roles: held })) as { link: string };
    return { link, email };
  };
  return {
    url: address.hub,
    api,
    samo: twinControl(address.sandbox, 'samo'),
    bitrix24: twinControl(address.sandbox, 'bitrix24'),
    http: twinControl(address.sandbox, 'http'),
    mail: twinControl(address.sandbox, 'smtp'),
    db,
    invite,
    visit: (options = {}) => visit({ url: address.hub, browser, api, invite }, options),
  };
}

/** Waits for its turn. The hub is given back when `over` says so, or when this process ends. */
async function borrowHub(over: AbortSignal): Promise<ConsoleAddress> {
  const answer = await fetch(inject('consoleDoor'), { signal: over });
  if (!answer.ok) throw new Error(await answer.text());
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (reader && !text.endsWith('\n')) {
    const { value, done } = await reader.read();
    if (done) throw new Error('the shared hub was not lent');
    text += value;
  }
  return JSON.parse(text) as ConsoleAddress;
}

type Door = Pick<ConsoleHub, 'url' | 'api' | 'invite'> & { browser: Browser };

async function visit({ url, browser, api, invite }: Door, options: VisitorOptions): Promise<Visitor> {
  const { roles = EVERY_ROLE, language = 'ru', dark = false, width = 1360, height = 850 } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: language === 'ru' ? 'ru-RU' : 'en-GB',
    timezoneId: 'Europe/Moscow',
    reducedMotion: 'reduce',
  });
  await context.addInitScript(`localStorage.setItem('uzel-language', '${language}')`);
  if (roles !== null) {
    const { link, email } = await invite(roles);
    const password = randomBytes(18).toString('base64url');
    const token = new URL(link).hash.slice(1);
    await api.post('/api/invitations/accept', { token, password });
    const entered = await context.request.post('/api/auth/sign-in/email', {
      data: { email, password },
      headers: { origin: url },
    });
    if (!entered.ok()) throw new Error(`sign-in: ${entered.status()} ${await entered.text()}`);
  }
  const page = await context.newPage();
  let heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => heard.push(String(error)));
  return {
    page,
    context,
    async open(path) {
      await page.goto(path, { waitUntil: 'load' });
      await settled(page);
    },
    complaints() {
      const said = heard;
      heard = [];
      return said;
    },
  };
}

const SETTLE_MS = 15_000;

/** Waits until the page shows a heading and nothing on it says that it loads. (The live stream keeps the network busy for ever.) @throws Error with what it shows instead */
export async function settled(page: Page): Promise<void> {
  try {
    await page.locator('h1').first().waitFor({ timeout: SETTLE_MS });
    await page.locator('.mantine-Loader-root').first().waitFor({ state: 'detached', timeout: SETTLE_MS });
  } catch (cause) {
    throw new Error(`${page.url()} does not settle; it shows: ${await page.locator('body').ariaSnapshot()}`, { cause });
  }
}
