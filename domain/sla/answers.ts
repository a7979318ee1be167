import { type ClockPolicy, type ClockReading, readClock } from './clock.ts';
import type { Hours } from './hours.ts';
import type { Instant } from './instant.ts';

/** What an exchange with a client is judged by. */
export interface AnswerPolicy {
  /** From the beginning to the first answer of a person. */
  first: ClockPolicy;
  /** From a client's message that is not answered yet to the answer; further messages do not move it. */
  next: ClockPolicy;
  /** From the beginning to the end. */
  solution: ClockPolicy;
  /** States in which time stands still. */
  pausing: readonly string[];
  /** States that end the exchange: entering one opens no pause. */
  final: readonly string[];
}

export interface Exchange {
  startedAt: Instant;
  /** In order. Automatic answers are not contacts. */
  contacts: readonly { at: Instant; by: 'client' | 'desk' }[];
  /** Each state with when it was entered, in order. */
  states: readonly { at: Instant; state: string }[];
  /** When the first answer of a person went out. */
  answeredAt: Instant | null;
  closedAt: Instant | null;
}

export interface AnswerClocks {
  first: ClockReading;
  /** Null while no message of the client waits. */
  next: ClockReading | null;
  solution: ClockReading;
  /** Working time of the longest wait for an answer, open waits included. Null: the client never wrote. */
  longestWaitMs: number | null;
  /** The earliest due moment of the clocks that still run. Null while nothing is due, as in every pause. */
  due: Instant | null;
}

/** The three clocks of an exchange at `now`; each looks at its own events only. */
export function readAnswers(exchange: Exchange, hours: Hours, policy: AnswerPolicy, now: Instant): AnswerClocks {
  const pauses = pausesOf(exchange.states, policy);
  const read = (startedAt: Instant, stoppedAt: Instant | null, clock: ClockPolicy) =>
    readClock({ startedAt, stoppedAt, pauses }, hours, clock, now);

  const waits = waitsOf(exchange.contacts);
  const readings = waits.map(({ from, to }) => read(from, to ?? exchange.closedAt, policy.next));
  const open = waits.at(-1)?.to === null && exchange.closedAt === null ? (readings.at(-1) ?? null) : null;
  const first = read(exchange.startedAt, exchange.answeredAt, policy.first);
  const solution = read(exchange.startedAt, exchange.closedAt, policy.solution);
  const running = [first, open, solution].filter((reading) => reading !== null).filter(goesOn);
  const dues = running.flatMap(({ due }) => (due === null ? [] : [due]));
  return {
    first,
    next: open,
    solution,
    longestWaitMs: readings.length === 0 ? null : Math.max(...readings.map(({ usedMs }) => usedMs)),
    due: dues.length === 0 ? null : Math.min(...dues),
  };
}

/** Intervals spent in pausing states; a final state that nothing follows opens none. */
export function pausesOf(
  states: Exchange['states'],
  { pausing, final }: Pick<AnswerPolicy, 'pausing' | 'final'>,
): { from: Instant; to: Instant | null }[] {
  const pauses: { from: Instant; to: Instant | null }[] = [];
  states.forEach(({ at, state }, index) => {
    const to = states[index + 1]?.at ?? null;
    if (!pausing.includes(state) || at === to || (to === null && final.includes(state))) return;
    const last = pauses.at(-1);
    if (last?.to === at) last.to = to;
    else pauses.push({ from: at, to });
  });
  return pauses;
}

/** From a client's first unanswered message to the answer; several messages in a row are one wait. */
function waitsOf(contacts: Exchange['contacts']): { from: Instant; to: Instant | null }[] {
  const waits: { from: Instant; to: Instant | null }[] = [];
  for (const { at, by } of contacts) {
    const last = waits.at(-1);
    if (by === 'desk' && last?.to === null) last.to = at;
    else if (by === 'client' && last?.to !== null) waits.push({ from: at, to: null });
  }
  return waits;
}

const goesOn = ({ state }: ClockReading) => state !== 'met' && state !== 'missed';
