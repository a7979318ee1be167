import { userByEmail } from '../../store/accounts.ts';
import { listAccounts, postDelivery } from '../../store/deliveries.ts';
import type { TemplateRow, TemplateVersionRow } from '../../store/templates.ts';
import type { Caller } from '../auth/caller.ts';
import type { ServerDeps } from '../deps.ts';
import { conflict, InvalidRequest } from '../refusals.ts';
import { recordCommand } from './journal.ts';
import { asInvalid, previewData } from './templates.ts';

/**
 * Sends a letter with made-up values to an account of this hub, never to a client. One a minute for each version and account.
 * @returns the message's id
 */
export async function sendTest(
  deps: Pick<ServerDeps, 'db' | 'vault' | 'renderer' | 'registry'> & { now(): Date },
  caller: Caller,
  { template, version, to }: { template: TemplateRow; version: TemplateVersionRow; to: string | undefined },
): Promise<string> {
  const { db, vault, renderer, registry } = deps;
  if (version.body.kind !== 'email') throw notLetter();
  const account = to === undefined ? caller.person : await userByEmail(db, to);
  if (account === null)
    throw new InvalidRequest([{ path: 'to', message: 'the address of an account', ru: 'адрес учётной записи' }]);
  const now = deps.now();
  const { language } = version;
  const data = await previewData(deps, template, language, null);
  const { kind: _, ...content } = await renderer
    .render(version.body, template.topic, data, language, now)
    .catch((error: unknown) => {
      throw asInvalid(error);
    });
  const mark = language === 'ru' ? '[проверка]' : '[test]';
  const minute = now.toISOString().slice(0, 16);
  const id = await postDelivery(
    db,
    vault,
    await listAccounts(db, (system) => registry[system]?.sends),
    {
      key: `template-test:${template.name}:${language}:${version.version}:${account.id}:${minute}`,
      class: 'service',
      process: 'templates',
      subject: template.name,
      unitId: null,
      to: { personId: null, addresses: { email: account.email } },
      template: { name: template.name, version: version.version },
      content: { ...content, subject: `${mark} ${content.subject}`, data: {} },
    },
    now,
  );
  const said = { name: template.name, language, version: version.version, delivery: id };
  await recordCommand(db, vault, { by: caller.actor, type: 'template_tested', data: said });
  return id;
}

const notLetter = () =>
  conflict('TEMPLATE_NOT_LETTER', 'На проверку отправляются только письма.', 'Only letters can be sent for a test.');
