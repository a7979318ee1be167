import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Ends processes that outlive this one. A shell waits on a pipe: when this process is gone, by whatever way, it kills what is still on its list.
 */
export interface Guard {
  /** From now on this process does not outlive us. */
  add(pid: number): void;
  /** It has ended: its number may belong to another program soon. */
  remove(pid: number): void;
}

const SCRIPT = `
while read -r op pid; do
  kept=""
  for known in $pids; do [ "$known" = "$pid" ] || kept="$kept $known"; done
  pids="$kept"
  [ "$op" = add ] && pids="$pids $pid"
done
for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
`;

let shell: ChildProcess | undefined;

/** One guard per process, started at first use. */
export const guard: Guard = {
  add: (pid) => tell(`add ${pid}`),
  remove: (pid) => tell(`remove ${pid}`),
};

function tell(line: string): void {
  if (shell === undefined) {
    // A group of its own: a Ctrl-C in the terminal must not end the guard before the guarded.
    shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    shell.unref();
    if (shell.stdin && 'unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  }
  shell.stdin?.write(`${line}\n`);
}
