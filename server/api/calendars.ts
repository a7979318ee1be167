import { createRoute, z } from '@hono/zod-openapi';
import type { CalendarDraft } from '../../domain/sla/draft.ts';
import {
  type CalendarRow,
  calendarVersions,
  currentCalendars,
  currentProduction,
  HUB,
  readCalendar,
} from '../../store/calendars.ts';
import { effectOn } from '../../store/clocks.ts';
import { listUnits } from '../../store/units.ts';
import { allow } from '../auth/allow.ts';
import { compile, knownOwner, putCalendar, putProduction, renewedBy } from '../commands/calendars.ts';
import { notFound } from '../refusals.ts';
import {
  calendarDraft,
  clockEffect,
  country,
  effectView,
  over,
  owner,
  productionYears,
  publishedVersion,
} from './calendar-schemas.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, commandHeaders, iso, json, moved, reason, refusals, unknown } from './schemas.ts';

const tags = ['Calendars'];
const params = z.object({ owner });
const ofCountry = z.object({ country });

const version = z.object(publishedVersion).openapi('PublishedVersion');
const listed = version
  .extend({
    owner,
    name: z.string().nullable().openapi({ description: 'Of the unit; null for the hub' }),
    zone: z.string(),
    production: country.nullable(),
  })
  .openapi('ListedCalendar');
const calendar = z
  .object({
    owner,
    from: owner.openapi({ description: 'Whose calendar counts: its own, else that of a unit above it, else the hub’s' }),
    version: z.int().positive().openapi({ description: 'The version that counts, of whom `from` names' }),
    draft: calendarDraft,
    days: z
      .record(z.string(), z.object({ title: z.string(), spans: z.array(z.object({ from: z.int(), to: z.int() })) }))
      .openapi({
        description: 'Every date that is not like its weekday, those of the production calendar included',
      }),
    versions: z.array(version).openapi({ description: 'Of its own calendar, the newest first' }),
  })
  .openapi('Calendar');
const production = version
  .extend({ country, years: productionYears, origin: z.enum(['shipped', 'saved']) })
  .openapi('ProductionCalendar');

export const list = createRoute({
  ...allow('calendars.read'),
  method: 'get',
  path: '/calendars',
  tags,
  summary: 'Who has a working calendar of their own',
  responses: { 200: json(z.object({ items: z.array(listed) }), 'The hub’s and those of units'), ...refusals },
});
export const get = createRoute({
  ...allow('calendars.read'),
  method: 'get',
  path: '/calendars/{owner}',
  tags,
  summary: 'The calendar that counts for a unit, with the versions of its own',
  request: { params },
  responses: { 200: json(calendar, 'The calendar'), ...unknown, ...refusals },
});
export const preview = createRoute({
  ...allow('calendars.manage'),
  method: 'post',
  path: '/calendars/{owner}/preview',
  tags,
  summary: 'What a calendar would do to open clocks; changes nothing',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ draft: calendarDraft })) },
  responses: { 200: json(clockEffect, 'The effect'), ...unknown, ...refusals },
});
export const put = createRoute({
  ...allow('calendars.manage'),
  method: 'put',
  path: '/calendars/{owner}',
  tags,
  summary: 'Put a calendar in force; open clocks are reckoned anew, closed ones stay',
  request: { params, headers: commandHeaders, body: body(z.strictObject({ draft: calendarDraft, over, reason })) },
  responses: { 200: json(calendar, 'The calendar'), ...unknown, ...moved, ...refusals },
});
export const getProduction = createRoute({
  ...allow('calendars.read'),
  method: 'get',
  path: '/production-calendars/{country}',
  tags,
  summary: 'Days off, transferred and shortened days of a country',
  request: { params: ofCountry },
  responses: { 200: json(production, 'What is in force'), ...unknown, ...refusals },
});
export const previewProduction = createRoute({
  ...allow('calendars.manage'),
  method: 'post',
  path: '/production-calendars/{country}/preview',
  tags,
  summary: 'What a production calendar would do to open clocks; changes nothing',
  request: { params: ofCountry, headers: commandHeaders, body: body(z.strictObject({ years: productionYears })) },
  responses: { 200: json(clockEffect, 'The effect'), ...refusals },
});
export const putProductionRoute = createRoute({
  ...allow('calendars.manage'),
  method: 'put',
  path: '/production-calendars/{country}',
  tags,
  summary: 'Put a production calendar in force, in every calendar that keeps to it',
  request: {
    params: ofCountry,
    headers: commandHeaders,
    body: body(z.strictObject({ years: productionYears, over, reason })),
  },
  responses: { 200: json(production, 'What is in force'), ...unknown, ...moved, ...refusals },
});

export function addCalendars(api: Api, deps: AppDeps): void {
  const shown = async (of: string) => {
    await knownOwner(deps.db, of);
    const [{ row }, versions] = await Promise.all([
      readCalendar(deps.db, of === HUB ? null : of, deps.now()),
      calendarVersions(deps.db, of),
    ]);
    const days = Object.entries(row.calendar.days).filter(([, { active }]) => active !== false);
    return {
      owner: of,
      from: row.owner,
      version: row.version,
      draft: row.draft as z.output<typeof calendarDraft>,
      days: Object.fromEntries(days.map(([date, { title, spans }]) => [date, { title, spans: [...spans] }])),
      versions: versions.map(versionView),
    };
  };
  const produced = async (of: z.output<typeof country>) => {
    const row = await currentProduction(deps.db, of);
    if (row === null) throw notFound('PRODUCTION_CALENDAR_UNKNOWN', 'Такого календаря нет.', 'There is no such calendar.');
    const { years, origin } = row;
    return { country: of, years: years as z.output<typeof productionYears>, origin, ...versionView(row) };
  };

  api.openapi(list, async (c) => {
    const [rows, units] = await Promise.all([currentCalendars(deps.db), listUnits(deps.db)]);
    const names = new Map(units.map(({ id, name }) => [id, name]));
    const items = rows.map((row) => ({
      owner: row.owner,
      name: names.get(row.owner) ?? null,
      zone: row.draft.zone,
      production: row.draft.production as z.output<typeof country> | null,
      ...versionView(row),
    }));
    return c.json({ items }, 200);
  });
  api.openapi(get, async (c) => c.json(await shown(c.req.valid('param').owner), 200));
  api.openapi(preview, async (c) => {
    const { owner: of } = c.req.valid('param');
    await knownOwner(deps.db, of);
    const made = await compile(deps.db, c.req.valid('json').draft as CalendarDraft);
    return c.json(effectView(await effectOn(deps.db, { calendars: [{ owner: of, calendar: made }] }, deps.now())), 200);
  });
  api.openapi(put, async (c) => {
    const { owner: of } = c.req.valid('param');
    const { draft, ...publishing } = c.req.valid('json');
    await putCalendar(deps, of, draft as CalendarDraft, { by: c.var.caller.actor, ...publishing });
    return c.json(await shown(of), 200);
  });
  api.openapi(getProduction, async (c) => c.json(await produced(c.req.valid('param').country), 200));
  api.openapi(previewProduction, async (c) => {
    const calendars = await renewedBy(deps.db, c.req.valid('param').country, c.req.valid('json').years);
    return c.json(effectView(await effectOn(deps.db, { calendars }, deps.now())), 200);
  });
  api.openapi(putProductionRoute, async (c) => {
    const { country: of } = c.req.valid('param');
    const { years, ...publishing } = c.req.valid('json');
    await putProduction(deps, of, years, { by: c.var.caller.actor, ...publishing });
    return c.json(await produced(of), 200);
  });
}

const versionView = ({ version: no, author, reason: why, publishedAt }: Pick<CalendarRow, keyof typeof publishedVersion>) => ({
  version: no,
  author,
  reason: why,
  publishedAt: iso(publishedAt),
});
