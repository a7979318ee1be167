import { payloadReader } from './clear-payloads.ts';
import type { Cluster } from './cluster.ts';

/** Everything that tells why the hub has not come to rest: rows, effects, tasks, connections, runs, and the last warnings of its processes. */
export async function stateOfAffairs(cluster: Cluster): Promise<string> {
  const tables: [title: string, query: string][] = [
    ['inbox by state', 'select state, result, count(*)::int as n from inbox group by 1, 2 order by 1, 2'],
    [
      'oldest pending',
      "select id, entity, external_id, subject, generation, received_at, nudged_at from inbox where state = 'pending' order by id limit 8",
    ],
    ['dead', "select id, entity, external_id, error from inbox where state = 'dead' order by id desc limit 8"],
    ['effects by state', 'select state, operation, count(*)::int as n from effects group by 1, 2 order by 1, 2'],
    [
      'open effects',
      "select id, key, attempt, call_deadline, attempts from effects where state in ('intended', 'unknown') order by id limit 8",
    ],
    ['failed effects', "select id, key, error from effects where state = 'failed' order by id desc limit 5"],
    ['open tasks', "select kind, dedup_key, data from tasks where state <> 'closed' order by id limit 12"],
    ['connections', 'select id, status, pause from connections'],
    ['breakers', 'select * from breakers'],
    ['cursors', 'select connection_id, name, value, updated_at from cursors'],
  ];
  const parts: string[] = [];
  for (const [title, query] of tables) {
    const { rows } = await cluster.db.query(query).catch((error: Error) => ({ rows: [{ error: error.message }] }));
    parts.push(`${title}:`, ...rows.map((row) => `  ${JSON.stringify(row)}`));
  }
  parts.push('running:', ...(await running(cluster).catch((error: Error) => [`  ${error.message}`])));
  for (const process of cluster.processes) {
    const lines = process.output().split('\n');
    const telling = lines.filter((line) => !line.includes('"level":"info"') && line.trim() !== '').slice(-12);
    parts.push(
      `${process.name} (${process.alive() ? 'runs' : 'has ended'}):`,
      ...telling.map((line) => `  ${line.slice(0, 600)}`),
    );
  }
  return parts.join('\n');
}

async function running(cluster: Cluster): Promise<string[]> {
  const lines: string[] = [];
  const payloads = payloadReader(cluster);
  for await (const { workflowId } of cluster.temporal.workflow.list({ query: 'ExecutionStatus = "Running"' })) {
    if (lines.length === 8) break;
    const { raw } = await cluster.temporal.workflow.getHandle(workflowId).describe();
    const activities = await Promise.all(
      (raw.pendingActivities ?? []).map(
        async (one) =>
          `${one.activityType?.name} attempt ${one.attempt} ${one.lastFailure ? await payloads.messageOf(one.lastFailure) : ''}`,
      ),
    );
    lines.push(`  ${workflowId} ${activities.join('; ')}`);
  }
  await payloads.close();
  return lines;
}
