import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '@hono/zod-openapi';
import { parse } from 'yaml';
import { projectRoot } from '../config/root.ts';
import type { Language } from '../domain/templates/types.ts';
import { newTemplate, templateBody } from '../server/api/template-schemas.ts';
import type { Database, Db } from '../store/database.ts';
import {
  bodyHash,
  getTemplate,
  holdTemplates,
  inForce,
  publishVersion,
  saveDeskCard,
  saveTemplate,
  saveVersion,
  versionsOf,
} from '../store/templates.ts';

const AUTHOR = 'uzel';
const DESK: { [language in Language]: string } = { ru: 'Отдел обслуживания клиентов', en: 'Customer service' };

const shippedTemplate = newTemplate.extend({
  name: z.string(),
  languages: z.strictObject({ ru: templateBody, en: templateBody }),
});
type ShippedTemplate = z.infer<typeof shippedTemplate>;

/** The templates that come with the hub, from `config/templates`. @throws Error when a file is not in form */
export async function readShippedTemplates(): Promise<ShippedTemplate[]> {
  const folder = join(projectRoot(), 'config/templates');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(files.map(async (file) => shippedTemplate.parse(parse(await readFile(join(folder, file), 'utf8')))));
}

/**
 * Publishes what ships where it is new. Where people have published a text of their own, that one stays in force and the shipped one stands among its
 * versions. Idempotent; processes that start together wait for each other.
 */
export async function shipTemplates(db: Database, shipped: readonly ShippedTemplate[]): Promise<void> {
  await db.transaction(async (tx) => {
    await holdTemplates(tx);
    for (const { languages, ...template } of shipped) {
      if ((await getTemplate(tx, template.name)) === null) await saveTemplate(tx, template);
      for (const language of ['ru', 'en'] as const) await ship(tx, template.name, language, languages[language]);
    }
    for (const language of ['ru', 'en'] as const) {
      const card = { language, name: DESK[language], phone: null, email: null, hours: null, changedBy: AUTHOR };
      await saveDeskCard(tx, card, true);
    }
  });
}

async function ship(tx: Db, template: string, language: Language, body: ShippedTemplate['languages']['ru']): Promise<void> {
  const known = await versionsOf(tx, template, language);
  if (known.some((row) => row.bodyHash === bodyHash(body))) return;
  const standing = await inForce(tx, template, language);
  const reason = known.length === 0 ? 'Поставка' : 'Обновление поставки';
  const { row } = await saveVersion(tx, { template, language, body, origin: 'shipped', author: AUTHOR, reason });
  if (standing !== null && standing.origin !== 'shipped') return;
  await publishVersion(tx, { template, language, version: row.version, author: AUTHOR, reason });
}
