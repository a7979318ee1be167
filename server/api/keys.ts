import { createRoute, z } from '@hono/zod-openapi';
import { keysByMaster, latestRotation, quarantinedKeys } from '../../store/rotation.ts';
import { allow } from '../auth/allow.ts';
import { rotateKeys } from '../commands/keys.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, isoOrNull, json, moment, reason, refusals } from './schemas.ts';

const tags = ['Keys'];
const masterId = z.string().openapi({ example: 'm-3f9a1c2b7d4e', description: 'Derived from the key; reveals nothing of it' });

const rotation = z
  .object({
    id: z.int(),
    master: masterId,
    state: z.enum(['running', 'done', 'superseded']),
    total: z.int(),
    examined: z.int(),
    rewrapped: z.int(),
    quarantined: z.int(),
    startedAt: moment,
    finishedAt: moment.nullable(),
  })
  .openapi('KeyRotation');

const keys = z
  .object({
    present: masterId,
    masters: z
      .array(z.object({ master: masterId, readable: z.boolean(), keys: z.int() }))
      .openapi({ description: 'How many data keys each master key wraps. One with none may be taken out of the settings.' }),
    quarantined: z
      .array(z.object({ id: z.string(), reason: z.enum(['damaged', 'master_unknown']), since: moment }))
      .openapi({ description: 'Data keys that could not be opened; what is sealed under them is closed' }),
    rotation: rotation.nullable().openapi({ description: 'The newest one' }),
  })
  .openapi('Keys');

export const status = createRoute({
  ...allow('keys.manage'),
  method: 'get',
  path: '/keys',
  tags,
  summary: 'Master keys, what each wraps, and data keys that cannot be read',
  responses: { 200: json(keys, 'Ids and counts; never a key'), ...refusals },
});
export const rotate = createRoute({
  ...allow('keys.manage'),
  method: 'post',
  path: '/keys/rotations',
  tags,
  summary: 'Wrap every data key by the present master key',
  description:
    'Runs beside all other work and goes on after any interruption. A key that does not open is put in quarantine and named; the rest goes on. A rotation under way is joined.',
  request: { headers: commandHeaders, body: body(z.strictObject({ reason })) },
  responses: { 202: json(rotation, 'The rotation'), ...refusals },
});

export function addKeys(api: Api, deps: AppDeps): void {
  api.openapi(status, async (c) => {
    const [counts, broken, latest] = await Promise.all([
      keysByMaster(deps.db),
      quarantinedKeys(deps.db),
      latestRotation(deps.db),
    ]);
    const masters = [...new Set([...deps.keys.readable, ...counts.map(({ master }) => master)])].map((master) => ({
      master,
      readable: deps.keys.readable.includes(master),
      keys: counts.find((count) => count.master === master)?.keys ?? 0,
    }));
    const quarantined = broken.map(({ id, reason: why, since }) => ({ id, reason: why, since: iso(since) }));
    return c.json({ present: deps.keys.present, masters, quarantined, rotation: latest && view(latest) }, 200);
  });
  api.openapi(rotate, async (c) => c.json(view(await rotateKeys(deps, c.var.caller.actor, c.req.valid('json').reason)), 202));
}

type Row = NonNullable<Awaited<ReturnType<typeof latestRotation>>>;

const view = ({ id, master, state, total, examined, rewrapped, quarantined, startedAt, finishedAt }: Row) => ({
  id,
  master,
  state,
  total,
  examined,
  rewrapped,
  quarantined,
  startedAt: iso(startedAt),
  finishedAt: isoOrNull(finishedAt),
});
