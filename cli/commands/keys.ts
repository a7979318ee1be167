import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { type Shell, shellOf } from '../output.ts';
import { at, table } from '../table.ts';

const MASTERS = [
  ['MASTER KEY', 'master'],
  ['READABLE', 'readable'],
  ['DATA KEYS', 'keys'],
] as const;
const QUARANTINED = [
  ['DATA KEY', 'id'],
  ['REASON', 'reason'],
  ['SINCE', 'since'],
] as const;
const LOOK_AGAIN_MS = 500;

/** `uzel keys`: which master keys are in use, and their rotation. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('master keys and what they wrap');
  keys
    .command('status', { isDefault: true })
    .description('what each master key wraps, and data keys that cannot be read')
    .action(async (_options: object, command: Command) => {
      const shell = shellOf(command);
      shell.show(await shell.api.get('/api/keys'), (answer) => told(shell, answer));
    });
  keys
    .command('rotate')
    .description('wrap every data key by the present master key, while the hub works; waits for the end')
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .action(async ({ reason }: { reason: string }, command: Command) => {
      const shell = shellOf(command);
      await shell.api.post('/api/keys/rotations', { reason });
      let answer = await shell.api.get('/api/keys');
      while (at(answer, 'rotation.state') === 'running') {
        await sleep(LOOK_AGAIN_MS);
        answer = await shell.api.get('/api/keys');
      }
      shell.show(answer, (last) => told(shell, last));
      if (rowsAt(answer, 'quarantined').length > 0) process.exitCode = 1;
    });
}

function told(shell: Shell, answer: unknown): string {
  const { language } = shell;
  const lines = [`Present master key: ${String(at(answer, 'present'))}`, table(rowsAt(answer, 'masters'), MASTERS, language)];
  if (at(answer, 'rotation.id') !== undefined) {
    const [state, examined, total, rewrapped, broken] = ['state', 'examined', 'total', 'rewrapped', 'quarantined'].map((name) =>
      String(at(answer, `rotation.${name}`)),
    );
    lines.push(`Last rotation: ${state}; ${examined} of ${total} looked at, ${rewrapped} wrapped anew, ${broken} in quarantine`);
  }
  const quarantined = rowsAt(answer, 'quarantined');
  if (quarantined.length > 0) lines.push('In quarantine:', table(quarantined, QUARANTINED, language));
  return lines.join('\n');
}

function rowsAt(answer: unknown, path: string): unknown[] {
  const rows = at(answer, path);
  return Array.isArray(rows) ? rows : [];
}
