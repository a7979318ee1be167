import { clockOf, clocksOf, levelOf, type WantedClock } from '../../domain/documents/clocks.ts';
import type { DeadlineLevel } from '../../domain/documents/types.ts';
import type { Wake } from '../../domain/documents/wake.ts';
import { subjects } from '../../ingress/subjects.ts';
import { closeClock, openClock, pauseClock, readClocks, resumeClock, clocksOf as storedClocks } from '../../store/clocks.ts';
import type { Db } from '../../store/database.ts';
import type { Subject, View } from './view.ts';

/** A deadline as it stands, and which of its marks have just fallen. */
export interface Deadline {
  name: string;
  dueAt: Date | null;
  level: DeadlineLevel;
  fell: readonly string[];
}

export interface Deadlines {
  open: Deadline[];
  wake: Wake | null;
}

/** Starts, stops and reads the deadlines of a pack. What is owed no longer is stopped; what was sent is judged by when that was proven. */
export async function keepClocks(tx: Db, { link, pair, claim, hours, now }: Subject, view: View): Promise<Deadlines> {
  const name = subjects.documents(link.id);
  const wanted = view.policy === null ? [] : clocksOf(view.policy, view.plan, view.sent, claim.dates.start, hours.zone);
  const known = (await storedClocks(tx, name)).filter(({ closedAt }) => closedAt === null);
  for (const clock of known) {
    if (runs(wanted, clock.name)) await resumeClock(tx, name, clock.name, now);
    else if (waits(view, clock.name)) await pauseClock(tx, name, clock.name, now);
    else await closeClock(tx, name, clock.name, provenAt(view, clock.name) ?? now);
  }
  for (const clock of wanted) {
    if (!clock.run) continue;
    const started = { subject: name, name: clock.name, unitId: pair.unitId, policy: clock.policy, startedAt: now };
    await openClock(tx, { ...started, dueAt: clock.dueAt === null ? null : new Date(clock.dueAt) }, now);
  }
  const read = await readClocks(tx, name, now);
  const moments = read.flatMap(({ clock }) => (clock.wakeAt === null ? [] : [clock.wakeAt.getTime()]));
  return {
    open: read.map(({ clock, marks }) => ({ name: clock.name, dueAt: clock.due, level: levelOf(clock.told), fell: marks })),
    wake: moments.length === 0 ? null : { at: Math.min(...moments), why: DEADLINE },
  };
}

const runs = (wanted: readonly WantedClock[], name: string) => wanted.some((clock) => clock.run && clock.name === name);

/** What was there once and is missing again lets time stand still. */
const waits = ({ plan, sent }: View, clock: string) =>
  plan.some((part) => clockOf(part, sent) === clock && ['not_yet', 'waiting', 'changed', 'failed'].includes(part.state));

/** When the part that a clock waited for was proven to have left. */
function provenAt({ sends }: View, clock: string): Date | null {
  const [part, recipient] = clock.split('/');
  const proven = sends.filter((send) => send.part === part && send.recipient === recipient && send.delivery?.state === 'sent');
  return proven.at(-1)?.delivery?.finishedAt ?? null;
}

const DEADLINE = { ru: 'Срок отправки документов', en: 'A deadline of the documents' };
