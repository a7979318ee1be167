import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { ActError, type ActErrorKind } from './act-error.ts';
import type { Twin } from './types.ts';

/** The working day that the control API starts and stops. */
export interface ScenarioControl {
  status(): { running: boolean; speed: number };
  set(change: { running: boolean; speed: number }): void;
}

const faultRule = z.strictObject({
  operation: z.string().min(1),
  kind: z.enum([
    'drop',
    'commit_then_drop',
    'delay',
    'error',
    'html',
    'rate_limit',
    'lose_event',
    'duplicate_event',
    'delay_event',
    'reorder_events',
    'stale_read',
    'truncate',
  ]),
  share: z.number().min(0).max(1),
  ms: z.number().int().min(0).max(600_000).exactOptional(),
  code: z.string().exactOptional(),
});

const seedBody = z.strictObject({ seed: z.number().int(), count: z.number().int().min(0).max(100_000) });
const faultsBody = z.strictObject({ seed: z.number().int(), rules: z.array(faultRule) });
const scenarioBody = z.strictObject({ running: z.boolean(), speed: z.number().positive().max(1000).default(1) });
const actBody = z.record(z.string(), z.unknown());
const lastParameter = z.coerce.number().int().min(1).optional();
const afterParameter = z.coerce.number().int().min(0).default(0);

const statusOfAct: Record<ActErrorKind, 400 | 404 | 409> = { bad_input: 400, not_found: 404, refused: 409 };

/**
 * The control API over a set of twins, to be mounted under `/control`; its contract is in `docs/sandbox.md`.
 * Failures are problem documents: 404 for an unknown twin, entity or act, 400 for bad input, 409 for an act that is refused.
 */
export function createControl(twins: readonly Twin[], scenario?: ScenarioControl): Hono {
  const byName = new Map(twins.map((twin) => [twin.name, twin]));
  const app = new Hono();

  function twinOf(context: Context): Twin {
    const name = context.req.param('twin') ?? '';
    const twin = byName.get(name);
    if (twin === undefined) throw new ActError('not_found', `no twin is called ${name}`);
    return twin;
  }

  app.get('/twins', (c) =>
    c.json({ items: twins.map(({ name, entities, acts }) => ({ name, entities, acts: Object.keys(acts) })) }),
  );

  app.get('/scenario', (c) => c.json(theScenario(scenario).status()));
  app.post('/scenario', async (c) => {
    const change = scenarioBody.parse(await body(c));
    theScenario(scenario).set(change);
    return c.json(theScenario(scenario).status());
  });

  app.get('/:twin/ledger', (c) => c.json(twinOf(c).ledger.after(afterParameter.parse(c.req.query('after')))));

  app.get('/:twin/state/:entity', (c) => {
    const items = twinOf(c).state(c.req.param('entity'));
    if (items === null) throw new ActError('not_found', `${c.req.param('twin')} holds no ${c.req.param('entity')}`);
    const last = lastParameter.parse(c.req.query('last'));
    return c.json(last === undefined ? { items } : { items: items.slice(-last), total: items.length });
  });

  app.get('/:twin/connection', (c) => {
    const connection = twinOf(c).connection;
    if (connection === undefined) throw new ActError('not_found', `${c.req.param('twin')} is not connected by hand`);
    return c.json(connection());
  });

  app.post('/:twin/seed', async (c) => {
    const twin = twinOf(c);
    await twin.seed(seedBody.parse(await body(c)));
    return c.json({});
  });

  app.post('/:twin/faults', async (c) => {
    const twin = twinOf(c);
    const { seed, rules } = faultsBody.parse(await body(c));
    twin.faults.set(seed, rules);
    return c.json({});
  });

  app.post('/:twin/reset', (c) => {
    twinOf(c).reset();
    return c.json({});
  });

  app.post('/:twin/acts/:act', async (c) => {
    const { acts } = twinOf(c);
    const name = c.req.param('act');
    const act = Object.hasOwn(acts, name) ? acts[name] : undefined;
    if (act === undefined) throw new ActError('not_found', `nobody can ${name} in ${c.req.param('twin')}`);
    return c.json((await act(actBody.parse(await body(c)))) ?? {});
  });

  app.all('*', () => problem(404, 'no such address'));
  app.onError((error) => {
    if (error instanceof ActError) return problem(statusOfAct[error.kind], error.message);
    if (error instanceof z.ZodError) return problem(400, z.prettifyError(error));
    return problem(500, String(error));
  });
  return app;
}

function theScenario(scenario: ScenarioControl | undefined): ScenarioControl {
  if (scenario === undefined) throw new ActError('not_found', 'no scenario is mounted');
  return scenario;
}

/** The JSON body; an empty one counts as `{}`. */
async function body(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ActError('bad_input', 'the body is not JSON');
  }
}

function problem(status: number, detail: string): Response {
  const titles: Record<number, string> = { 400: 'Bad input', 404: 'Not found', 409: 'Refused' };
  const document = { type: 'about:blank', title: titles[status] ?? 'Sandbox error', status, detail };
  return new Response(JSON.stringify(document), { status, headers: { 'content-type': 'application/problem+json' } });
}
