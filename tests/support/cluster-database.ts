import pg from 'pg';

/** A database of its own for one cluster; returns its address. */
export async function makeDatabase(serverUrl: string, name: string): Promise<string> {
  await once(serverUrl, `create database "${name}"`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabase(serverUrl: string, databaseUrl: string): Promise<void> {
  await once(serverUrl, `drop database if exists "${new URL(databaseUrl).pathname.slice(1)}" with (force)`);
}

/** Takes one database away from everybody, or gives it back; the server and its other databases go on. */
export async function setReachable(serverUrl: string, databaseUrl: string, reachable: boolean): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await once(serverUrl, `alter database "${name}" allow_connections ${reachable}`);
  if (!reachable) await once(serverUrl, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
