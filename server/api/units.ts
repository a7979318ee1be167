import { createRoute, z } from '@hono/zod-openapi';
import type { Db } from '../../store/database.ts';
import { newId } from '../../store/ids.ts';
import { getUnit, isUnitUsed, listUnits, removeUnit, saveUnit, type UnitRow, unitsBelow } from '../../store/units.ts';
import { holdName } from '../../store/waking.ts';
import { allow } from '../auth/allow.ts';
import { conflict, InvalidRequest, notFound } from '../refusals.ts';
import { unitId } from './access-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, json, moved, refusals, unknown } from './schemas.ts';

const tags = ['Access'];
const params = z.object({ id: unitId });

const unit = z
  .object({
    id: unitId,
    kind: z.enum(['brand', 'location', 'department']),
    name: z.string().trim().min(1).max(120).openapi({ example: 'Отдел 24/7' }),
    parent: unitId.nullable(),
  })
  .openapi('Unit');
const draft = unit.omit({ id: true }).strict();

export const list = createRoute({
  ...allow('units.read'),
  method: 'get',
  path: '/units',
  tags,
  summary: 'Brands, their locations and departments: what records belong to and roles are held over',
  responses: { 200: json(z.object({ items: z.array(unit) }), 'All units'), ...refusals },
});
export const create = createRoute({
  ...allow('access.manage'),
  method: 'post',
  path: '/units',
  tags,
  summary: 'Add a unit',
  request: { headers: commandHeaders, body: body(draft) },
  responses: { 201: json(unit, 'The unit'), ...refusals },
});
export const change = createRoute({
  ...allow('access.manage'),
  method: 'put',
  path: '/units/{id}',
  tags,
  summary: 'Rename a unit, or hang it elsewhere in the tree',
  request: { params, headers: commandHeaders, body: body(draft) },
  responses: { 200: json(unit, 'The unit'), ...unknown, ...refusals },
});
export const remove = createRoute({
  ...allow('access.manage'),
  method: 'delete',
  path: '/units/{id}',
  tags,
  summary: 'Remove a unit on which nothing stands',
  request: { params, headers: commandHeaders },
  responses: { 204: { description: 'Removed' }, ...unknown, ...moved, ...refusals },
});

export function addUnits(api: Api, { db }: AppDeps): void {
  api.openapi(list, async (c) => c.json({ items: (await listUnits(db)).map(view) }, 200));
  api.openapi(create, async (c) => {
    const { parent, ...rest } = c.req.valid('json');
    const made = await db.transaction(async (tx) => {
      await checkParent(tx, parent);
      return saveUnit(tx, { ...rest, id: newId('unt'), parentId: parent });
    });
    return c.json(view(made), 201);
  });
  api.openapi(change, async (c) => {
    const { id } = c.req.valid('param');
    const { parent, ...rest } = c.req.valid('json');
    const changed = await db.transaction(async (tx) => {
      await holdName(tx, 'units');
      await known(tx, id);
      await checkParent(tx, parent);
      if (parent !== null && (await unitsBelow(tx, [id])).get(id)?.includes(parent) === true) {
        throw new InvalidRequest([{ path: 'parent', message: 'the unit itself, or one below it' }]);
      }
      return saveUnit(tx, { ...rest, id, parentId: parent });
    });
    return c.json(view(changed), 200);
  });
  api.openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    await db.transaction(async (tx) => {
      await known(tx, id);
      if (await isUnitUsed(tx, id)) {
        throw conflict(
          'UNIT_IN_USE',
          'К подразделению относятся записи, роли или другие подразделения.',
          'Records, roles or other units stand on this unit.',
        );
      }
      await removeUnit(tx, id);
    });
    return c.body(null, 204);
  });
}

async function known(db: Db, id: string): Promise<void> {
  if (!(await getUnit(db, id))) throw notFound('UNIT_UNKNOWN', 'Такого подразделения нет.', 'There is no such unit.');
}

async function checkParent(db: Db, parent: string | null): Promise<void> {
  if (parent !== null && !(await getUnit(db, parent))) {
    throw new InvalidRequest([{ path: 'parent', message: 'there is no such unit' }]);
  }
}

const view = ({ id, kind, name, parentId }: UnitRow) => ({ id, kind, name, parent: parentId });
