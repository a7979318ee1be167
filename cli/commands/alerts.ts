import { type Command, InvalidArgumentError, Option } from 'commander';
import { shellOf } from '../output.ts';
import { at, itemsOf } from '../table.ts';

const COLUMNS = [
  ['ALERT', 'id'],
  ['STATE', 'state'],
  ['SEVERITY', 'severity'],
  ['WHAT', 'title'],
  ['SINCE', 'since'],
  ['TOLD', 'notices'],
] as const;

const RULES = [
  ['RULE', 'kind'],
  ['ON', 'enabled'],
  ['WHAT', 'title'],
  ['FROM', 'threshold'],
  ['UNIT', 'unit'],
  ['AFTER, MIN', 'holdMinutes'],
  ['AGAIN, MIN', 'remindMinutes'],
] as const;

/** `uzel alerts`: what is wrong, who takes it, and whether messages get through. */
export function addAlerts(program: Command): void {
  const alerts = program.command('alerts').description('what is wrong now, and the rules that watch for it');

  alerts
    .command('list', { isDefault: true })
    .description('alerts, the newest first')
    .addOption(
      new Option('--state <state>', 'only these').choices(['current', 'open', 'acknowledged', 'resolved']).default('current'),
    )
    .action(async ({ state }: { state: string }, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/alerts', { state }), COLUMNS, 'No alerts.');
    });

  for (const [verb, what, done] of [
    ['acknowledge', 'take an alert: no more reminders', 'is yours'],
    ['resolve', 'say that it is over', 'is closed'],
  ] as const) {
    alerts
      .command(`${verb} <alert>`)
      .description(what)
      .option('--note <text>', 'shown beside the alert')
      .action(async (alert: string, { note }: { note?: string }, command: Command) => {
        const shell = shellOf(command);
        const answer = await shell.api.post(
          `/api/alerts/${encodeURIComponent(alert)}/${verb}`,
          note === undefined ? {} : { note },
        );
        shell.show(answer, () => `${alert} ${done}.`);
      });
  }

  alerts
    .command('mute <alert>')
    .description('tell nobody of an alert for a while')
    .requiredOption('--minutes <n>', 'how long; 0 lets it speak again', wholeNumber)
    .action(async (alert: string, { minutes }: { minutes: number }, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`/api/alerts/${encodeURIComponent(alert)}/mute`, { minutes });
      shell.show(answer, () => (minutes === 0 ? `${alert} speaks again.` : `${alert} keeps quiet for ${minutes} min.`));
    });

  alerts
    .command('rules')
    .description('what is watched for')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.list(await shell.api.get('/api/alert-rules'), RULES, 'No rules.');
    });

  alerts
    .command('test <rule>')
    .description('write a test message to everybody whom the rule names')
    .action(async (rule: string, _options: object, command: Command) => {
      const shell = shellOf(command);
      const answer = await shell.api.post(`/api/alert-rules/${encodeURIComponent(rule)}/test`);
      shell.show(answer, () => {
        const posted = itemsOf(answer);
        if (posted.length === 0) return 'The rule names nobody: add recipients first.';
        return posted.map((message) => `${String(at(message, 'to'))}  ${String(at(message, 'delivery'))}`).join('\n');
      });
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('a whole number of minutes');
  return Number(text);
}
