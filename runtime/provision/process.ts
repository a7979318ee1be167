import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A started child and its end. `exited` never rejects: a program that cannot be started counts as an exit with code 127. */
export interface Child {
  pid: number;
  exited: Promise<Exit>;
  /** Asks with `signal`, insists with SIGKILL after `graceMs`. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<Exit>;
}

/** A command with the identity it runs under. */
export interface Command {
  file: string;
  args: string[];
  identity?: { uid: number; gid: number };
}

/**
 * Starts a server that must outlive a Ctrl-C sent to the whole terminal group: it is stopped in order by us, not by the terminal.
 *
 * @param output file descriptor that takes both streams; a file, so that the child does not depend on our pipes
 */
export function startChild(command: Command, output: number, env: NodeJS.ProcessEnv = process.env): Child {
  const options: SpawnOptions = { stdio: ['ignore', output, output], detached: true, env, ...command.identity };
  const child: ChildProcess = spawn(command.file, command.args, options);
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  return {
    pid: child.pid ?? 0,
    exited,
    async stop(signal, graceMs) {
      child.kill(signal);
      const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(insist);
      return exit;
    },
  };
}

/** Runs a short command to its end and returns what it printed. Rejects on a non-zero exit or after `timeoutMs`. */
export async function runCommand(command: Command, timeoutMs: number, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { stdout } = await run(command.file, command.args, {
    timeout: timeoutMs,
    env,
    maxBuffer: 1_000_000,
    ...command.identity,
  });
  return stdout;
}

/**
 * Names a running process so that its number, reused later by another program, is not mistaken for it. Null when it is gone.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  try {
    if (process.platform !== 'linux')
      return `${pid} ${(await runCommand({ file: 'ps', args: ['-o', 'lstart=', '-p', String(pid)] }, 5000)).trim()}`;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // Fields 3 and 22 of proc(5): state, and start time in clock ticks since boot. A zombie has already ended.
    return fields[0] === 'Z' ? null : `${pid} ${fields[19]} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return null;
  }
}
