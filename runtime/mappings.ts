import { join } from 'node:path';
import type { DealMappings } from '../activities/deps.ts';
import { projectRoot } from '../config/root.ts';
import type { Json } from '../domain/json.ts';
import { compile } from '../mappings/engine/compile.ts';
import { loadSpecs } from '../mappings/engine/load.ts';
import type { Database } from '../store/database.ts';
import { keepMapping } from '../store/mapping-versions.ts';

const SPECS = {
  deal: 'samo-claim--bitrix24-deal',
  contact: 'samo-buyer--bitrix24-contact',
  company: 'samo-agency--bitrix24-company',
} as const satisfies Record<keyof DealMappings, string>;

/** Compiles the shipped specs of the deal process and keeps each version under its hash, so that what it wrote can be explained later. */
export async function dealMappings(db: Database): Promise<DealMappings> {
  const library = await loadSpecs(join(projectRoot(), 'mappings/specs'));
  const compiled = {} as DealMappings;
  for (const [kind, name] of Object.entries(SPECS) as [keyof DealMappings, string][]) {
    const spec = library.specs[name];
    if (!spec) throw new Error(`the mapping ${name} is missing from mappings/specs`);
    const mapping = compile(spec, library);
    await keepMapping(db, { hash: mapping.hash, name, version: mapping.version, spec: JSON.parse(JSON.stringify(spec)) as Json });
    compiled[kind] = mapping;
  }
  return compiled;
}
