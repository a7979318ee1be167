import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../config/root.ts';
import { guard } from './guard.ts';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A program of the product, running on its own. Both streams go to one file, so that it depends on no pipe of ours. */
export interface RunningProcess {
  name: string;
  pid: number;
  logPath: string;
  exited: Promise<Exit>;
  alive(): boolean;
  /** Everything it has printed. */
  output(): string;
  /** Resolves once it has printed this. @throws Error with its output when it ends before, or takes too long */
  says(pattern: RegExp, withinMs: number): Promise<RegExpExecArray>;
  /** SIGKILL. */
  kill(): Promise<Exit>;
  /** SIGTERM; SIGKILL after the grace. */
  stop(graceMs?: number): Promise<Exit>;
}

const TAIL = 4_000;

/** Starts `node <script>` in the project's folder with this environment and no other; `dir` takes the log. */
export function startNode(name: string, script: readonly string[], env: NodeJS.ProcessEnv, dir: string): RunningProcess {
  const logPath = join(dir, `${name}.log`);
  const output = openSync(logPath, 'a');
  const child = spawn(process.execPath, [...script], {
    cwd: projectRoot(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const pid = child.pid ?? 0;
  guard.add(pid);
  let over = false;
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Exit) => {
      over = true;
      guard.remove(pid);
      resolve(exit);
    };
    child.once('exit', (code, signal) => end({ code, signal }));
    child.once('error', () => end({ code: 127, signal: null }));
  });
  const read = () => readFileSync(logPath, 'utf8');
  return {
    name,
    pid,
    logPath,
    exited,
    alive: () => !over,
    output: read,
    async says(pattern, withinMs) {
      for (const deadline = Date.now() + withinMs; ; await sleep(50)) {
        const found = pattern.exec(read());
        if (found) return found;
        if (over) throw new Error(`${name} ended before it said ${pattern}:\n${read().slice(-TAIL)}`);
        if (Date.now() > deadline)
          throw new Error(`${name} did not say ${pattern} within ${withinMs} ms:\n${read().slice(-TAIL)}`);
      }
    },
    kill() {
      child.kill('SIGKILL');
      return exited;
    },
    async stop(graceMs = 30_000) {
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(insist);
      return exit;
    },
  };
}
