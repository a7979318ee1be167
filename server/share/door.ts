import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import { getDelivery, listAccounts, postDelivery } from '../../store/deliveries.ts';
import { openDocument } from '../../store/documents.ts';
import { newCode, takeCode } from '../../store/shared-codes.ts';
import { codeAddresses, followed, noteDownloaded, noteOpened, openShared, type SharedLink } from '../../store/shared-links.ts';
import { blockedUntil, countFailure } from '../../store/throttles.ts';
import type { AppDeps } from '../api/deps.ts';
import { addressOf } from '../auth/address.ts';
import { isOwnPage } from '../auth/origin.ts';
import { contentPage, doorPage, gonePage } from './pages.ts';
import { type Language, type Notice, WORDS } from './words.ts';

const MINUTE_MS = 60_000;
const SESSION_MS = 30 * MINUTE_MS;
const COOKIE = 'uzel-shared';
/** Of wrong codes: one link bears a few, one address as many as a family behind it may need. */
const RULES = {
  link: { free: 5, firstWaitMs: MINUTE_MS, longestWaitMs: 60 * MINUTE_MS, windowMs: 60 * MINUTE_MS },
  address: { free: 20, firstWaitMs: MINUTE_MS, longestWaitMs: 60 * MINUTE_MS, windowMs: 60 * MINUTE_MS },
} as const;

type ShareDeps = Pick<AppDeps, 'db' | 'vault' | 'registry' | 'publicUrl' | 'proxies' | 'now' | 'log'>;

/**
 * Pages for people outside: `/d/<token>`. No account, no script, nothing from elsewhere, no trace in a search engine. Nothing is opened, counted or used up by a GET:
 * mail scanners follow links. A link that does not work says so in one way, whatever the reason.
 */
export function shareDoor(deps: ShareDeps): Hono {
  const { db, vault } = deps;
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [NONCE],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: 'max-age=31536000; includeSubDomains',
    }),
  );
  app.use(async (c, next) => {
    await next();
    c.header('X-Robots-Tag', 'noindex, nofollow, noarchive');
    c.header('Cache-Control', 'no-store');
  });
  app.use(bodyLimit({ maxSize: 4_096 }));

  app.get('/:token', async (c) => {
    const link = await linkOf(c);
    if (link === null) return gone(c);
    if (!(await isLetIn(c, link))) return c.html(doorPage(shown(c, link), link.codeTo !== null, null));
    const content = await openShared(db, vault, link).catch(() => null);
    return content === null ? gone(c) : c.html(contentPage(shown(c, link), content, link.expiresAt));
  });

  app.post('/:token/code', async (c) => {
    const link = await linkOf(c);
    if (link === null || !isOwnPage(c, deps.publicUrl)) return gone(c);
    return c.html(doorPage(shown(c, link), link.codeTo !== null, await sendCode(c, link)));
  });

  app.post('/:token/open', async (c) => {
    const link = await linkOf(c);
    if (link === null || !isOwnPage(c, deps.publicUrl)) return gone(c);
    const refusal = link.codeTo === null ? null : await tryCode(c, link);
    if (refusal !== null) return c.html(doorPage(shown(c, link), true, refusal), refusal === 'slow' ? 429 : 403);
    await noteOpened(db, link.id, deps.now());
    await letIn(c, link);
    return c.redirect(pathOf(c), 303);
  });

  app.get('/:token/files/:place', async (c) => {
    const link = await linkOf(c);
    if (link === null || !(await isLetIn(c, link))) return gone(c);
    const place = Number(c.req.param('place'));
    const content = await openShared(db, vault, link).catch(() => null);
    const file = content?.files.find((one) => one.place === place);
    const bytes = file && (await openDocument(db, vault, file.documentId).catch(() => null));
    // What is handed out is what was shared, to the last byte.
    if (!file || !bytes || createHash('sha256').update(bytes).digest('hex') !== file.sha256) return gone(c);
    await noteDownloaded(db, link.id, place, deps.now());
    return c.body(new Uint8Array(bytes), 200, {
      'Content-Type': file.contentType,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
    });
  });
  app.all('*', (c) => gone(c));

  const linkOf = async (c: Context): Promise<SharedLink | null> => followed(db, c.req.param('token') ?? '', deps.now());
  const pathOf = (c: Context) => `/d/${encodeURIComponent(c.req.param('token') ?? '')}`;
  const shown = (c: Context, { language }: SharedLink) => ({ language, nonce: c.get('secureHeadersNonce'), path: pathOf(c) });
  const spoken = (c: Context): Language => (/^ru|[,\s]ru/i.test(c.req.header('accept-language') ?? 'ru') ? 'ru' : 'en');
  const gone = (c: Context) => c.html(gonePage({ language: spoken(c), nonce: c.get('secureHeadersNonce') }), 404);

  async function sendCode(c: Context, link: SharedLink): Promise<Notice> {
    const to = await codeAddresses(db, vault, link).catch(() => null);
    if (to === null) return 'unreachable';
    if ((await waits(c, link)) !== null) return 'slow';
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const t = WORDS[link.language];
    const accounts = await listAccounts(db, (system) => deps.registry[system]?.sends);
    return db.transaction(async (tx) => {
      const no = await newCode(tx, vault, link.id, code, deps.now());
      if (no === null) return 'tooSoon';
      const content = { subject: t.codeSubject, text: t.codeText(code), short: t.codeText(code), html: null, data: {} };
      const posted = await postDelivery(
        tx,
        vault,
        accounts,
        {
          key: `shared-code:${link.id}:${no}`,
          // Somebody has just asked for it: no quiet hours.
          class: 'answer',
          process: 'links',
          subject: link.id,
          unitId: link.unitId,
          to: { personId: link.personId, addresses: to },
          template: { name: 'shared.code', version: 1 },
          content,
        },
        deps.now(),
      );
      return (await getDelivery(tx, posted))?.state === 'failed' ? 'unreachable' : 'sent';
    });
  }

  async function tryCode(c: Context, link: SharedLink): Promise<Notice | null> {
    if ((await waits(c, link)) !== null) return 'slow';
    const form = await c.req.parseBody();
    const code = typeof form['code'] === 'string' ? form['code'].replace(/\D/g, '') : '';
    if (code.length === 6 && (await takeCode(db, vault, link.id, code, deps.now()))) return null;
    const keys = await throttleKeys(c, link);
    await countFailure(db, keys.link, RULES.link, deps.now());
    if (keys.address !== null) await countFailure(db, keys.address, RULES.address, deps.now());
    return 'wrong';
  }

  async function throttleKeys(c: Context, link: SharedLink) {
    const from = addressOf(c, deps.proxies);
    return {
      link: await vault.hash(db, 'shared-link', link.id),
      address: from === null ? null : await vault.hash(db, 'shared-from', from),
    };
  }
  async function waits(c: Context, link: SharedLink): Promise<Date | null> {
    const { link: one, address } = await throttleKeys(c, link);
    return blockedUntil(db, address === null ? [one] : [one, address], deps.now());
  }

  /** What lets in for half an hour is signed, and names the link and the moment at which it ends; nothing of it is stored. */
  const sign = (link: SharedLink, until: string, salt: string) =>
    vault.hash(db, 'shared-session', `${link.id}\n${until}\n${salt}`);

  async function letIn(c: Context, link: SharedLink): Promise<void> {
    const until = String(deps.now().getTime() + SESSION_MS);
    const salt = randomBytes(12).toString('base64url');
    setCookie(c, COOKIE, [until, salt, await sign(link, until, salt)].join('.'), {
      path: pathOf(c),
      httpOnly: true,
      sameSite: 'Lax',
      secure: deps.publicUrl.startsWith('https:'),
      maxAge: SESSION_MS / 1000,
    });
  }

  async function isLetIn(c: Context, link: SharedLink): Promise<boolean> {
    const [until = '', salt = '', given = ''] = (getCookie(c, COOKIE) ?? '').split('.');
    if (!/^\d{13}$/.test(until) || Number(until) <= deps.now().getTime()) return false;
    const expected = Buffer.from(await sign(link, until, salt));
    const shownHash = Buffer.from(given);
    return shownHash.length === expected.length && timingSafeEqual(shownHash, expected);
  }

  return app;
}
