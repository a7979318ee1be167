import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from '@hono/zod-openapi';
import { parse } from 'yaml';
import { loadProductionCalendar } from '../config/calendars/load.ts';
import { projectRoot } from '../config/root.ts';
import type { ClockPolicy } from '../domain/sla/clock.ts';
import { type CalendarDraft, calendarOf } from '../domain/sla/draft.ts';
import type { ProductionYear } from '../domain/sla/production.ts';
import { calendarDraft, clockPolicy, policyOf } from '../server/api/calendar-schemas.ts';
import {
  currentCalendars,
  currentPolicies,
  currentProduction,
  HUB,
  publishCalendar,
  publishPolicy,
  publishProduction,
} from '../store/calendars.ts';
import { recomputeOpen } from '../store/clocks.ts';
import type { Database } from '../store/database.ts';
import { holdName } from '../store/waking.ts';

interface Shipped {
  calendar: CalendarDraft;
  years: ProductionYear[];
  policies: Record<string, ClockPolicy>;
}

const COUNTRY = 'russia';

/** The calendar, the production calendar and the policies that come with the hub. @throws Error when a file is not in form */
export async function readShippedCalendars(): Promise<Shipped> {
  const read = async (file: string) => parse(await readFile(join(projectRoot(), 'config', file), 'utf8'));
  const norms = z.record(z.string(), clockPolicy).parse(await read('policies/clocks.yaml'));
  return {
    calendar: calendarDraft.parse(await read('calendars/hub.yaml')) as CalendarDraft,
    years: await loadProductionCalendar(COUNTRY),
    policies: Object.fromEntries(Object.entries(norms).map(([name, policy]) => [name, policyOf(policy)])),
  };
}

/**
 * Publishes what ships where nobody has published anything. A newer production calendar takes the place of the one that shipped before it, in every
 * calendar that keeps to it; one that people have edited stays. Idempotent; processes that start together wait for each other.
 */
export async function shipCalendars(db: Database, { calendar, years, policies }: Shipped, now: Date): Promise<void> {
  const by = { author: 'uzel', reason: 'Поставка', publishedAt: now };
  await db.transaction(async (tx) => {
    await holdName(tx, 'calendars');
    const standing = await currentProduction(tx, COUNTRY);
    const renewed = standing === null || (standing.origin === 'shipped' && !isDeepStrictEqual(standing.years, years));
    if (renewed) await publishProduction(tx, { country: COUNTRY, years, origin: 'shipped', ...by });
    const owned = await currentCalendars(tx);
    for (const { owner, draft } of renewed ? owned.filter(({ draft: { production } }) => production === COUNTRY) : []) {
      await publishCalendar(tx, { owner, draft, calendar: calendarOf(draft, years), ...by });
    }
    if (!owned.some(({ owner }) => owner === HUB)) {
      const kept = standing === null || renewed ? years : standing.years;
      await publishCalendar(tx, { owner: HUB, draft: calendar, calendar: calendarOf(calendar, kept), ...by });
    }
    const named = new Set((await currentPolicies(tx)).flatMap(({ owner, name }) => (owner === HUB ? [name] : [])));
    for (const [name, policy] of Object.entries(policies)) {
      if (!named.has(name)) await publishPolicy(tx, { owner: HUB, name, policy, ...by });
    }
    if (renewed) await recomputeOpen(tx, now);
  });
}
