import type { Command } from 'commander';
import { shellOf } from '../output.ts';
import { at, itemsOf, table } from '../table.ts';

const PAYMENTS = [
  ['PAYMENT', 'id'],
  ['PAID', 'paidAt'],
  ['AMOUNT', 'amount'],
  ['CURRENCY', 'currency'],
  ['STATE', 'state'],
  ['ORDER', 'order'],
  ['CONNECTION', 'connection'],
  ['FINDING', 'finding'],
  ['TASKS', 'openTasks'],
] as const;

const CLAIMS = [
  ['CLAIM', 'claim'],
  ['SHARE', 'sum'],
  ['LEFT', 'rest'],
  ['BOOKED', 'booked'],
  ['FINDING', 'sentence'],
] as const;

const POSTINGS = [
  ['WRITE', 'operation'],
  ['STATE', 'state'],
  ['AT', 'at'],
  ['ERROR', 'error.sentence'],
] as const;

const TASKS = [
  ['TASK', 'id'],
  ['KIND', 'kind'],
  ['STATE', 'state'],
  ['WHAT', 'title'],
] as const;

const RECEIPTS = [
  ['RECEIPT', 'id'],
  ['KIND', 'kind'],
  ['STATE', 'state'],
  ['DOCUMENT', 'fiscalDocument'],
  ['LINK', 'url'],
] as const;

type Narrowing = {
  claim?: string;
  from?: string;
  to?: string;
  since?: string;
  until?: string;
  state?: string;
  connection?: string;
};
type Filters = Narrowing & { payer?: string; attention?: boolean };

/** `uzel payments`: what was paid, for which claims, and what became of it. */
export function addPayments(program: Command): void {
  const payments = program.command('payments').description('payments: for which claims, booked or not, receipts, tasks');
  payments
    .command('list', { isDefault: true })
    .description('the newest payments that fit')
    .option('--claim <number>', 'for this claim')
    .option('--payer <text>', 'for the claims of this payer: name, phone or e-mail')
    .option('--from <sum>', 'the smallest amount')
    .option('--to <sum>', 'the largest amount')
    .option('--since <moment>', 'paid then or later, ISO 8601 in UTC')
    .option('--until <moment>', 'paid before')
    .option('--state <state>', 'pending, authorized, paid, partly_refunded, refunded or failed')
    .option('--connection <id>', 'seen there')
    .option('--attention', 'only where something is wrong')
    .action(async ({ payer, attention, ...filters }: Filters, command: Command) => {
      const shell = shellOf(command);
      const query = new URLSearchParams({ ...filters, ...(attention === true ? { attention: 'true' } : {}) });
      const answer =
        payer === undefined
          ? await shell.api.get(`/api/payments?${query}`)
          : await shell.api.post('/api/payments/find', { payer, ...filters });
      shell.list(answer, PAYMENTS, 'No payment fits.');
    });
  payments
    .command('show <payment>')
    .description('one payment with its claims, receipts, writes and tasks')
    .action(async (payment: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.get(`/api/payments/${encodeURIComponent(payment)}`);
      const part = (name: string, columns: Parameters<typeof table>[1]) => {
        const items = itemsOf({ items: at(answer, name) });
        return items.length === 0 ? [] : [table(items, columns, shell.language)];
      };
      shell.show(answer, () =>
        [
          table([answer], PAYMENTS, shell.language),
          ...part('claims', CLAIMS),
          ...part('receipts', RECEIPTS),
          ...part('postings', POSTINGS),
          ...part('tasks', TASKS),
        ].join('\n\n'),
      );
    });
}
