import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProvisionError } from './error.ts';
import type { Command } from './process.ts';

/** Who PostgreSQL runs as: it refuses to run as root. Null: as ourselves. */
export interface Unprivileged {
  uid: number;
  gid: number;
}

/** An ordinary user of this machine when we are root: `postgres`, else `nobody`. */
export function unprivilegedUser(): Unprivileged | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] })),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // This user does not exist here; the next may.
    }
  }
  throw new ProvisionError(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" here: start Uzel as an ordinary user',
  );
}

/**
 * The command as that user. Where a folder above one of `paths` is closed to others (a project below /root), the user keeps the one
 * capability it needs to pass through.
 */
export function commandAs(user: Unprivileged | null, file: string, args: string[], paths: string[]): Command {
  if (user === null) return { file, args };
  if (paths.every((path) => isOpenTo(user, path))) return { file, args, identity: user };
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return { file: 'setpriv', args: [...identity, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', file, ...args] };
}

function isOpenTo(user: Unprivileged, path: string): boolean {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const search = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return false;
  }
  return true;
}
