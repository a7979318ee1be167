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

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
