import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ProductionYear } from '../../domain/sla/production.ts';
import { projectRoot } from '../root.ts';

const date = z.iso.date();

const productionYears = z.array(
  z.strictObject({
    year: z.int(),
    decree: z.boolean(),
    closed: z.record(z.string(), z.array(date)),
    working: z.array(date),
    short: z.array(date),
  }),
);

/** The production calendar that ships with the hub. @throws Error when its file is missing or not in form */
export async function loadProductionCalendar(country: 'russia'): Promise<ProductionYear[]> {
  const text = await readFile(join(projectRoot(), 'config/calendars', `${country}.yaml`), 'utf8');
  return productionYears.parse(parse(text));
}
