import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { type Shell, shellOf } from '../output.ts';
import { at, itemsOf, table } from '../table.ts';

const PACKS = [
  ['CLAIM', 'claim'],
  ['LINK', 'link'],
  ['PAYER', 'payer'],
  ['STATE', 'state'],
  ['PAYMENT', 'payment'],
  ['TOUR', 'startsOn'],
  ['ATTENTION', 'attention'],
  ['NEXT LOOK', 'wakeAt'],
] as const;
const PARTS = [
  ['PART', 'part'],
  ['RECIPIENT', 'recipient'],
  ['STATE', 'state'],
  ['LATE', 'level'],
  ['DUE', 'dueAt'],
  ['WHY', 'why'],
] as const;
const SENDS = [
  ['ORDERED', 'orderedAt'],
  ['PART', 'part'],
  ['RECIPIENT', 'recipient'],
  ['KIND', 'kind'],
  ['STATE', 'state'],
  ['CHANNEL', 'channel'],
  ['BY', 'orderedBy'],
  ['NOTED', 'notedAt'],
] as const;
const PREVIEW = [
  ['PART', 'part'],
  ['RECIPIENT', 'recipient'],
  ['STATE', 'state'],
  ['GOES', 'goes'],
  ['DOCUMENTS', 'documents.length'],
  ['WHY', 'why'],
] as const;
const PLAN = [
  ['EFFECT', 'name'],
  ['TITLE', 'title'],
  ['ADDRESS', 'address'],
  ['RESENDS', 'resends'],
  ['WARNING', 'warnings.0.message'],
] as const;
const REFUSALS = [
  ['PART', 'part'],
  ['RECIPIENT', 'recipient'],
  ['CODE', 'code'],
  ['WHY', 'message'],
] as const;
const BULK = [
  ['RESEND', 'id'],
  ['STATE', 'state'],
  ['TOTAL', 'total'],
  ['SENT', 'sent'],
  ['WAITING', 'waiting'],
  ['UNKNOWN', 'unknown'],
  ['FAILED', 'failed'],
  ['BY', 'startedBy'],
  ['REASON', 'reason'],
] as const;

/** `uzel documents`: what has gone to whom, what waits for what, and sending it again. */
export function addDocuments(program: Command): void {
  const documents = program.command('documents').description('document packs of claims');
  addReading(documents);
  addResending(documents);
  addBulk(documents);
}

function addReading(documents: Command): void {
  documents
    .command('list', { isDefault: true })
    .description('packs, the newest first')
    .option('--claim <number>', 'of this claim')
    .option('--state <state>', 'open, complete or stopped')
    .option('--part <state>', 'with a part that stands so: waiting, sent, failed …')
    .action(async (options: { claim?: string; state?: string; part?: string }, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/documents', { ...options }), PACKS, 'No packs.');
    });
  documents
    .command('show <link>')
    .description('every part with its state and why, and what was sent')
    .action(async (link: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const pack = await shell.api.get(pathOf(link));
      shell.show(pack, () =>
        [rows(at(pack, 'parts'), PARTS, shell), '', rows(at(pack, 'sends'), SENDS, shell) || 'Nothing was sent.'].join('\n'),
      );
    });
  documents
    .command('preview <link>')
    .description('what would become of the documents of a claim now; fetches and sends nothing')
    .option('--policy <yaml>', 'by this policy, in place of those in force')
    .action(async (link: string, { policy }: { policy?: string }, command: Command) => {
      const shell = shellOf(command);
      const thought = policy === undefined ? {} : { policy: parse(readFileSync(policy, 'utf8')) as unknown };
      const answer = await shell.api.post(`${pathOf(link)}/preview`, thought);
      shell.show(answer, () => rows(at(answer, 'parts'), PREVIEW, shell) || 'No policy fits this claim.');
    });
  documents
    .command('look <link>')
    .description('look at the claim now, without waiting for the next moment')
    .action(async (link: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      shell.show((await shell.api.post(`${pathOf(link)}/look`)) ?? {}, () => 'The run of the claim will look.');
    });
}

interface Again {
  part: string[];
  to?: string;
  hash?: string;
  reason?: string;
}

function addResending(documents: Command): void {
  documents
    .command('resend <link>')
    .description('shows the plan; with --hash and --reason, carries it out and acknowledges each of its effects')
    .requiredOption('--part <part[/recipient]...>', 'parts, to the payer unless said otherwise')
    .option('--to <e-mail>', 'another address')
    .option('--hash <hash>', 'of the plan that was looked at')
    .option('--reason <text>', 'why; kept in the journal')
    .action(async (link: string, options: Again, command: Command) => {
      const shell = shellOf(command);
      const parts = options.part.map((name) => {
        const [part = '', ...recipient] = name.split('/');
        return { part, recipient: recipient.length === 0 ? 'payer' : recipient.join('/') };
      });
      const order = { parts, address: options.to ?? null };
      const plan = await shell.api.post(`${pathOf(link)}/resend/plan`, order);
      if (options.hash === undefined || options.reason === undefined) return shell.show(plan, () => planText(plan, shell));
      const items = itemsOf(plan);
      const documentIds = items.flatMap((item) => itemsOf({ items: at(item, 'documents') }).map((one) => at(one, 'id')));
      const acknowledge = items.map((item) => at(item, 'name'));
      const confirmed = { ...order, hash: options.hash, reason: options.reason, documents: documentIds, acknowledge };
      shell.list(await shell.api.post(`${pathOf(link)}/resend`, confirmed), SENDS, 'Nothing was ordered.');
    });
}

interface Many {
  state: string;
  code?: string;
  part?: string;
  since?: string;
  until?: string;
  hash?: string;
  reason?: string;
}

function addBulk(documents: Command): void {
  const bulk = documents.command('bulk').description('many parts sent again by one order');
  bulk
    .command('list', { isDefault: true })
    .description('bulk resends with their progress')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/document-resends'), BULK, 'No bulk resends.');
    });
  bulk
    .command('order')
    .description('shows the plan; with --hash and --reason, orders it, or asks a second person')
    .option('--state <state>', 'of the newest message: failed, bounced, expired or sent', 'failed')
    .option('--code <code>', 'of the error it came back with')
    .option('--part <part>', 'one part only')
    .option('--since <moment>', 'sent then or later')
    .option('--until <moment>', 'sent before')
    .option('--hash <hash>', 'of the plan that was looked at')
    .option('--reason <text>', 'why; kept in the journal')
    .action(async ({ hash, reason, ...filter }: Many, command: Command) => {
      const shell = shellOf(command);
      if (hash === undefined || reason === undefined) {
        const plan = await shell.api.post('/api/document-resends/plan', { filter });
        return shell.show(plan, () => bulkText(plan));
      }
      const answer = await shell.api.post('/api/document-resends', { filter, hash, reason });
      const asked = at(answer, 'act') !== undefined;
      shell.show(answer, () =>
        asked
          ? `A second person is asked: ${String(at(answer, 'id'))}. Give the same order again once it is approved.`
          : table([answer], BULK, shell.language),
      );
    });
  bulk
    .command('stop <resend>')
    .description('take back what has not been posted')
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async (id: string, order: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`/api/document-resends/${encodeURIComponent(id)}/cancel`, order);
      shell.show(answer, () => table([answer], BULK, shell.language));
    });
}

const pathOf = (link: string) => `/api/documents/${encodeURIComponent(link)}`;

function rows(list: unknown, columns: Parameters<typeof table>[1], shell: Shell): string {
  const lines = itemsOf({ items: list }).map((row) => ({ ...Object(row), why: at(row, 'reasons.0.sentence') }));
  return lines.length === 0 ? '' : table(lines, columns, shell.language);
}

function planText(plan: unknown, shell: Shell): string {
  const refusals = at(plan, 'refusals');
  const refused = itemsOf({ items: refusals });
  if (refused.length > 0) return table(refused, REFUSALS, shell.language);
  return [table(itemsOf(plan), PLAN, shell.language), '', `Plan ${String(at(plan, 'hash'))}`].join('\n');
}

function bulkText(plan: unknown): string {
  const refused = itemsOf({ items: at(plan, 'refused') }).map((one) => `${String(at(one, 'code'))} ${String(at(one, 'count'))}`);
  return [
    `Parts: ${String(at(plan, 'count'))} of ${String(at(plan, 'claims'))} claims; you may order ${String(at(plan, 'alone'))} alone.`,
    ...(refused.length === 0 ? [] : [`Cannot be sent again: ${refused.join(', ')}`]),
    '',
    `Plan ${String(at(plan, 'hash'))}`,
  ].join('\n');
}
