import { join } from 'node:path';
import type { DealMappings } from '../activities/deps.ts';
import { projectRoot } from '../config/root.ts';
import type { Json } from '../domain/json.ts';
import { compile } from '../mappings/engine/compile.ts';
import { fileOf, libraryOf, type SpecText, withText } from '../mappings/engine/library.ts';
import { readTexts } from '../mappings/engine/load.ts';
import type { Library } from '../mappings/engine/spec.ts';
import type { Mapping } from '../mappings/engine/types.ts';
import { createUsageTally } from '../mappings/engine/usage.ts';
import type { Database } from '../store/database.ts';
import type { Vault } from '../store/keys.ts';
import { currentDocuments, type DocumentRow, publicationMark } from '../store/mapping-documents.ts';
import { addUsage } from '../store/mapping-usage.ts';
import { keepMapping } from '../store/mapping-versions.ts';
import { openTask } from '../store/tasks.ts';
import { shipDefaults } from './ship-mappings.ts';

const DEALS = {
  deal: 'samo-claim--bitrix24-deal',
  contact: 'samo-buyer--bitrix24-contact',
  company: 'samo-agency--bitrix24-company',
} as const satisfies Record<keyof DealMappings, string>;

/** Mappings as they are published, compiled once; a publication is taken over without a restart. */
export interface PublishedMappings {
  /** Those of the deal process. Each look gives what is in force now: spread them to hold on to one version. */
  deals: DealMappings;
  library(): Library;
  /** Looks whether something was published meanwhile, and takes it over. */
  refresh(): Promise<void>;
  /** Stores what passed through; a dictionary key that was never seen and has no value becomes a task. */
  flush(): Promise<void>;
}

export interface MappingsDeps {
  db: Database;
  vault: Vault;
  log: { warn(fields: object, message: string): void };
}

export async function publishedMappings({ db, vault, log }: MappingsDeps): Promise<PublishedMappings> {
  const tally = createUsageTally();
  const compiled = new Map<string, Mapping>();
  let library: Library = libraryOf([]);
  let mark = 0;

  async function load(): Promise<void> {
    const seen = await publicationMark(db);
    const next = read((await currentDocuments(db)).map(asText));
    for (const spec of Object.values(next.specs)) {
      try {
        const mapping = compile(spec, next);
        const { hash, name, version } = mapping;
        if (compiled.get(name)?.hash !== hash)
          await keepMapping(db, { hash, name, version, spec: JSON.parse(JSON.stringify(spec)) as Json });
        compiled.set(name, tally.counted(mapping));
      } catch (error) {
        // Published by a newer release than this process: it goes on with what it knows.
        log.warn({ mapping: spec.name, err: error }, 'a published mapping cannot be compiled here');
      }
    }
    library = next;
    mark = seen;
  }

  /** A document of a newer release than this process stays as this process knows it. */
  function read(texts: readonly SpecText[]): Library {
    let next = library;
    for (const text of texts) {
      try {
        next = withText(next, text);
      } catch (error) {
        log.warn({ mapping: text.name, version: text.version, err: error }, 'a published mapping cannot be read here');
      }
    }
    return next;
  }

  function inForce(name: string): Mapping {
    const mapping = compiled.get(name);
    if (!mapping) throw new Error(`the mapping ${name} was never published`);
    return mapping;
  }

  await shipDefaults({ db, vault }, await readTexts(join(projectRoot(), 'mappings/specs')));
  await load();
  for (const name of Object.values(DEALS)) inForce(name);
  return {
    deals: {
      get deal() {
        return inForce(DEALS.deal);
      },
      get contact() {
        return inForce(DEALS.contact);
      },
      get company() {
        return inForce(DEALS.company);
      },
    },
    library: () => library,
    async refresh() {
      if ((await publicationMark(db)) !== mark) await load();
    },
    async flush() {
      const lines = tally.take();
      if (lines.length === 0) return;
      try {
        const fresh = await addUsage(db, lines);
        for (const { kind, known, mapping, name, detail } of fresh) {
          if (kind === 'key' && !known) await openTask(db, vault, missingValue(mapping, name, detail));
        }
      } catch (error) {
        tally.restore(lines);
        throw error;
      }
    },
  };
}

const asText = ({ kind, name, version, text }: DocumentRow): SpecText => ({
  kind,
  name,
  version,
  text,
  file: fileOf(kind, name),
});

function missingValue(mapping: string, dictionary: string, key: string) {
  return {
    kind: 'mapping_value',
    dedupKey: `mapping_value:${dictionary}:${key}`,
    title: {
      ru: `В справочнике «${dictionary}» нет значения «${key}»: взято запасное. Дополните справочник`,
      en: `Dictionary “${dictionary}” has no value for “${key}”: its fallback was taken. Extend the dictionary`,
    },
    data: { mapping, dictionary, key },
  };
}
