import type { Json } from '../domain/json.ts';
import type { MadeChoice, Orders, Rewind } from '../domain/merge/decide.ts';
import { CHOICES } from '../domain/merge/resolve.ts';
import { openTaskValues, type TaskRow } from '../store/tasks.ts';
import type { SyncDeps } from './deps.ts';

/** What people have decided about a link and no pass has carried out yet. */
export async function ordersOf({ db, vault }: Pick<SyncDeps, 'db' | 'vault'>, tasks: readonly TaskRow[]): Promise<Orders> {
  const choices: MadeChoice[] = [];
  const rewinds: Rewind[] = [];
  for (const task of tasks) {
    const field = task.data['field'];
    if (task.state !== 'decided' || typeof field !== 'string') continue;
    if (task.kind === 'rewind') rewinds.push({ field, value: valueIn(await openTaskValues(db, vault, task), 'value') });
    const choice = CHOICES.find((one) => one === task.choice);
    if (task.kind !== 'conflict' || choice === undefined) continue;
    const shown = await openTaskValues(db, vault, task);
    choices.push({ field, choice, left: valueIn(shown, 'left'), right: valueIn(shown, 'right') });
  }
  return { choices, rewinds };
}

function valueIn(values: Json, name: string): Json {
  return values !== null && typeof values === 'object' && !Array.isArray(values) ? (values[name] ?? null) : null;
}
