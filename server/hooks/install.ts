import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Connected, Connector, Install, Installed, RawRequest, Uninstalled } from '../../connectors/sdk/contract.ts';
import { splitSecrets } from '../../connectors/sdk/secrets.ts';
import { isHubError } from '../../domain/errors.ts';
import { removeInstallation, saveInstallation } from '../../store/installation.ts';
import type { ServerDeps } from '../deps.ts';
import { errorProblem, httpProblem } from '../problems.ts';
import { readBody } from './body.ts';
import { isState, issueState } from './install-state.ts';

const MAX_BODY_BYTES = 256 * 1024;
const COOKIE = 'uzel_install';

export interface InstallDeps extends Pick<ServerDeps, 'db' | 'vault' | 'apiToken' | 'log'> {
  /** What a connector's `install` works with. @throws HubError `config` for an unknown connection */
  lend(connectionId: string): Promise<{ connector: Connector; connected: Connected<unknown> }>;
  /** After a change: the next use reads the connection anew. */
  forget(connectionId: string): void;
  now(): number;
}

/**
 * Where vendors install their applications, to be mounted under `/install`.
 *
 * `POST /<connection>` takes what the vendor posts at installation and removal; `GET /<connection>/callback` is where the vendor's page sends an
 * administrator back. Neither is behind a sign-in: the connector proves who is speaking, and nothing is stored of a request that proved nothing.
 */
export function createInstallDoor(deps: InstallDeps): Hono {
  const app = new Hono();

  app.post('/:connectionId', (c) =>
    answered(deps, c, async (connectionId, install, lent) => {
      const body = await readBody(c.req.raw, MAX_BODY_BYTES);
      if (body === null) return httpProblem(c, 'too-large');
      const request: RawRequest = { method: 'POST', headers: c.req.header(), query: new URL(c.req.url).search.slice(1), body };
      await keep(deps, connectionId, lent.connector, await install.accept(lent.connected, request));
      return c.text('ok');
    }),
  );

  app.get('/:connectionId/callback', (c) =>
    answered(deps, c, async (connectionId, install, lent) => {
      const expected = { connectionId, nonce: getCookie(c, COOKIE) ?? '', nowMs: deps.now() };
      if (!isState(deps.apiToken, c.req.query('state') ?? '', expected)) return httpProblem(c, 'origin-unproved');
      const installed = await install.exchange(lent.connected, new URL(c.req.url).search.slice(1));
      await keep(deps, connectionId, lent.connector, installed);
      return c.html(DONE, 200, { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    }),
  );

  return app;
}

/**
 * Sends an administrator to the vendor's page, for a route behind the console's sign-in.
 * @returns the address, and the cookie that ties the way back to this browser
 */
export async function beginInstallation(
  deps: Pick<InstallDeps, 'apiToken' | 'lend' | 'now'>,
  connectionId: string,
): Promise<{ url: string; cookie: string } | null> {
  const { connector, connected } = await deps.lend(connectionId);
  if (!connector.install) return null;
  const { state, nonce } = issueState(deps.apiToken, connectionId, deps.now());
  const cookie = `${COOKIE}=${nonce}; Path=/install; HttpOnly; Secure; SameSite=Lax; Max-Age=600`;
  return { url: connector.install.authorizeUrl(connected.options, state), cookie };
}

type Lent = Awaited<ReturnType<InstallDeps['lend']>>;

async function answered(
  deps: InstallDeps,
  c: Context<object, '/:connectionId'>,
  act: (connectionId: string, install: Install<unknown>, lent: Lent) => Promise<Response>,
): Promise<Response> {
  const connectionId = c.req.param('connectionId');
  try {
    const lent = await deps.lend(connectionId);
    const { install } = lent.connector;
    return install ? await act(connectionId, install, lent) : httpProblem(c, 'not-found');
  } catch (error) {
    if (!isHubError(error)) throw error;
    deps.log.warn({ connection: connectionId, code: error.code }, 'an installation was refused');
    if (error.code === 'CONNECTION_UNKNOWN') return httpProblem(c, 'not-found');
    return error.kind === 'auth' ? httpProblem(c, 'origin-unproved') : errorProblem(c, error);
  }
}

async function keep(
  deps: InstallDeps,
  connectionId: string,
  connector: Connector,
  what: Installed | Uninstalled | null,
): Promise<void> {
  if (what === null) return;
  if (what.kind === 'installed') {
    const { open, secret } = splitSecrets(connector, what.options);
    const secrets = Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, String(value)]));
    await saveInstallation(deps.db, deps.vault, connectionId, { open, secret: secrets, tokens: what.tokens });
  } else {
    await removeInstallation(deps.db, connectionId, {
      code: 'APPLICATION_REMOVED',
      by: 'hub',
      sentence: {
        ru: 'Приложение удалено с портала. Установите его снова, чтобы продолжить.',
        en: 'The application was removed from the portal. Install it again to go on.',
      },
    });
  }
  deps.forget(connectionId);
}

const DONE = `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Узел</title>
<p>Приложение авторизовано. Окно можно закрыть. The application is authorised, you may close this window.</p></html>`;
