import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type pg from 'pg';

/** Prints one figure. */
export function figure(name: string, value: string | number): void {
  console.log(`  ${name.padEnd(58)} ${value}`);
}

/** What a figure was measured on: it means nothing without. */
export async function printConfiguration(db: pg.Pool, limitScale: number): Promise<void> {
  const settings = await db.query<{ name: string; setting: string }>(
    "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'server_version', 'max_connections') order by name",
  );
  console.log(`configuration`);
  figure('cores', availableParallelism());
  figure('processor', cpus()[0]?.model ?? 'unknown');
  figure('memory', `${Math.round(totalmem() / 2 ** 30)} GiB`);
  // Above the number of cores others work here too, and times say more of them than of the hub.
  figure('load average of the machine', (loadavg()[0] ?? 0).toFixed(1));
  figure('node', process.version);
  figure('limit scale', limitScale);
  for (const { name, setting } of settings.rows) figure(`postgresql ${name}`, setting);
}

/** Resident memory of a process, in MB. */
export function residentMb(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(match?.[1] ?? 0) / 1024);
}

/** Processor time that a process has used, in seconds. It hardly depends on what else runs on the machine. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Repeats until it holds. @throws Error after the limit */
export async function until(what: string, holds: () => Promise<boolean>, limitMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedAt > limitMs) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return performance.now() - startedAt;
}
