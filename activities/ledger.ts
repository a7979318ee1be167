import type { WriteInput, WriteOutcome, WritePort } from '../domain/deals/ports.ts';
import type { Permit } from '../domain/effects/permit.ts';
import {
  type EffectPlan,
  isLinkReference,
  type Process,
  partOfKey,
  referencesOf,
  resolveReferences,
} from '../domain/effects/plan.ts';
import { HubError, isHubError } from '../domain/errors.ts';
import type { Fields } from '../domain/json.ts';
import type { Database, Db } from '../store/database.ts';
import { claimAttempt, openEffects, releaseAttempt, type Standing, storeOutcome, storePlan } from '../store/effects.ts';
import { appendJournal } from '../store/journal.ts';
import type { Vault } from '../store/keys.ts';
import { type Base, type Bases, countOutcome, getLinks, type LinkRow, readBases, saveBases } from '../store/links.ts';
import { openTask } from '../store/tasks.ts';
import { storedError } from './errors.ts';

export interface LedgerDeps {
  db: Database;
  vault: Vault;
  /** The writing half of a connection; only the ledger asks for it. */
  writePort(connectionId: string): Promise<WritePort>;
}

/** What became of a planned write; `unwritten` fields of it have not, or not surely, arrived. */
export interface Performed {
  externalId: string | null;
  readBack: Fields | null;
  revision: string | null;
  unwritten: readonly string[];
}

/** What a call needs beside its plan. */
export interface Beside {
  /** Fields of the call that are too large to be kept with the plan. */
  carried?: Fields;
  /** What is stored together with the outcome, in its transaction. */
  alongside?(tx: Db, outcome: WriteOutcome): Promise<void>;
}

/**
 * The only door to the outside: makes each planned write at most once, and proves or asks where it cannot know.
 *
 * An attempt is claimed in the database before its call and only the current attempt may store an outcome. After a call whose outcome is unknown the
 * target is searched; absence counts only once the call's deadline and the system's settle time are over. Outcome, link, bases and journal line are
 * one transaction.
 */
export function createLedger({ db, vault, writePort }: LedgerDeps) {
  async function input(plan: EffectPlan): Promise<WriteInput> {
    const ids = new Map((await getLinks(db, referencesOf(plan.fields))).map((link) => [link.id, link.rightId]));
    const fields = resolveReferences(plan.fields, (id) => ids.get(id) ?? null);
    return { entity: plan.entity, mark: plan.linkId, fields, ...(plan.externalId === null ? {} : { id: plan.externalId }) };
  }

  const timesOf = (port: WritePort, operation: string) => ({
    callMs: port.deadlineMs(operation),
    settleMs: port.settleMs(operation),
  });

  /** Stores a proven outcome and everything that follows from it. `bases` moves along, so that a pass need not read them again. */
  async function store(
    link: LinkRow,
    plan: EffectPlan,
    standing: { effectId: number; attempt: number },
    outcome: WriteOutcome,
    how: 'answered' | 'found',
    bases: Bases,
    beside: Beside,
  ): Promise<Performed> {
    const externalId = outcome.externalId ?? plan.externalId;
    const unwritten = outcome.unwritten ?? [];
    const next = advanced(bases, { ...plan, agreed: without(plan.agreed, unwritten) }, outcome);
    await db.transaction(async (tx) => {
      if (!(await storeOutcome(tx, standing.effectId, standing.attempt, { state: 'done', externalId }))) {
        throw new HubError({
          code: 'ATTEMPT_SUPERSEDED',
          kind: 'conflict',
          userMessage: { ru: 'Эту запись уже выполняет другой исполнитель', en: 'Another attempt has taken over this write' },
        });
      }
      await beside.alongside?.(tx, outcome);
      // What is not merged moves no base: two processes may write about one link at a time.
      if (plan.part === undefined) {
        await countOutcome(tx, link.id, plan.creates ? externalId : null);
        await saveBases(tx, vault, link, next);
      }
      await appendJournal(tx, vault, {
        link,
        connectionId: plan.connectionId,
        type: plan.creates ? 'record_created' : 'fields_written',
        actor: `process:${plan.process}`,
        data: {
          side: plan.side,
          entity: plan.entity,
          operation: plan.operation,
          externalId,
          fields: Object.keys(without(plan.fields, unwritten)),
          how,
        },
        values: without(plan.fields, unwritten),
        mappingHash: plan.mappingHash,
        effectId: standing.effectId,
      });
    });
    Object.assign(bases, next);
    return { externalId, readBack: outcome.readBack, revision: outcome.revision, unwritten };
  }

  /** A write whose outcome is open is looked up; without a trace it waits until absence would be proof. */
  async function lookUp(
    link: LinkRow,
    plan: EffectPlan,
    port: WritePort,
    standing: Extract<Standing, { kind: 'open' }>,
    bases: Bases,
    beside: Beside = {},
  ): Promise<Performed | null> {
    const found = await port.find(plan.operation, await input(plan), String(standing.effectId));
    // What is found now may have been edited since: only what was planned is known to be ours.
    if (found) return store(link, plan, standing, { ...found, readBack: null }, 'found', bases, beside);
    if (port.retry(plan.operation) === 'manual') return ask(link, plan, standing);
    if (!standing.overdue) {
      throw new HubError({
        code: 'OUTCOME_OPEN',
        kind: 'unknown_outcome',
        userMessage: {
          ru: 'Исход предыдущей записи ещё не известен, ждём',
          en: 'The outcome of the previous write is still open',
        },
        untilMs: standing.untilMs,
      });
    }
    return null;
  }

  async function ask(link: LinkRow, plan: EffectPlan, standing: { effectId: number; attempt: number }): Promise<never> {
    const error = asked();
    await db.transaction(async (tx) => {
      await storeOutcome(tx, standing.effectId, standing.attempt, { state: 'unknown', error: storedError(error) });
      await openTask(tx, vault, {
        kind: 'unknown_outcome',
        dedupKey: `unknown:${standing.effectId}`,
        link,
        connectionId: plan.connectionId,
        title: error.userMessage,
        data: { effect: standing.effectId, operation: plan.operation, entity: plan.entity },
        values: plan.fields,
      });
    });
    throw error;
  }

  async function call(
    link: LinkRow,
    plan: EffectPlan,
    port: WritePort,
    claimed: { effectId: number; attempt: number },
    bases: Bases,
    beside: Beside,
  ): Promise<Performed> {
    try {
      const given = await input(plan);
      const whole = { ...given, fields: { ...given.fields, ...beside.carried } };
      const outcome = await port.perform(plan.operation, whole, String(claimed.effectId));
      return await store(link, plan, claimed, outcome, 'answered', bases, beside);
    } catch (error) {
      if (!isHubError(error) || error.code === 'ATTEMPT_SUPERSEDED') throw error;
      if (error.kind === 'rate_limited' || error.kind === 'transient') {
        await releaseAttempt(db, claimed.effectId, claimed.attempt, error.code);
        throw error;
      }
      if (error.kind !== 'unknown_outcome') {
        await storeOutcome(db, claimed.effectId, claimed.attempt, { state: 'failed', error: storedError(error) });
        throw error;
      }
      const { callMs, settleMs } = timesOf(port, plan.operation);
      const standing = { kind: 'open' as const, ...claimed, overdue: false, untilMs: Date.now() + callMs + settleMs };
      const found = await lookUp(link, plan, port, standing, bases, beside);
      if (found) return found;
      throw error;
    }
  }

  return {
    /** Stores a plan without carrying it out. */
    observe: (link: LinkRow, plan: EffectPlan): Promise<void> => storePlan(db, vault, link, plan),

    /**
     * Carries out a plan, once. Holding a permit is the only way in. `bases` are the link's as they stand, and move with the outcome.
     * @throws HubError whatever the system said; `unknown_outcome` until the write is found or proved absent
     */
    async perform(link: LinkRow, plan: EffectPlan, permit: Permit, bases: Bases, beside: Beside = {}): Promise<Performed> {
      if (permit.connectionId !== plan.connectionId || permit.process !== plan.process)
        throw new Error('this permit is for another connection');
      const port = await writePort(plan.connectionId);
      const times = timesOf(port, plan.operation);
      let absent: number | null = null;
      for (;;) {
        const standing = await claimAttempt(db, vault, link, plan, times, absent);
        if (standing.kind === 'done') return { externalId: standing.externalId, readBack: null, revision: null, unwritten: [] };
        if (standing.kind === 'asked') throw asked();
        if (standing.kind === 'claimed') return call(link, plan, port, standing, bases, beside);
        const found = await lookUp(link, plan, port, standing, bases, beside);
        if (found) return found;
        absent = standing.attempt;
      }
    },

    /** Settles what earlier passes of a process left open on a link, before anything new is planned. True when a write turned out to have landed: the link has moved. */
    async settle(link: LinkRow, process: Process = 'deals'): Promise<boolean> {
      let landed = false;
      for (const { row, body } of await openEffects(db, vault, link.id, process)) {
        const plan = planOf(row, body, link);
        if (row.callDeadline !== null) {
          const port = await writePort(row.connectionId);
          const untilMs = row.callDeadline.getTime() + port.settleMs(row.operation);
          const standing = {
            kind: 'open' as const,
            effectId: row.id,
            attempt: row.attempt,
            overdue: untilMs < Date.now(),
            untilMs,
          };
          if (await lookUp(link, plan, port, standing, await readBases(db, vault, link.id))) {
            landed = true;
            continue;
          }
        }
        const error = { code: row.callDeadline === null ? 'NOT_SENT' : 'NOT_LANDED', kind: 'transient', sentence: notLanded };
        await storeOutcome(db, row.id, row.attempt, { state: 'failed', error });
      }
      return landed;
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;

/** Until a person has answered, the write is neither repeated nor taken for made: its subject goes on without it. */
function asked(): HubError {
  return new HubError({
    code: 'OUTCOME_UNKNOWN',
    kind: 'validation',
    userMessage: {
      ru: 'Неизвестно, дошла ли запись до системы. Проверьте её там и отметьте исход',
      en: 'It is unknown whether the write arrived. Check the other system and record the outcome',
    },
  });
}

const notLanded = {
  ru: 'Запись не дошла до системы, план составлен заново',
  en: 'The write did not arrive and was planned anew',
};

function planOf(
  row: Awaited<ReturnType<typeof openEffects>>[number]['row'],
  body: { fields: Fields; agreed: Fields },
  link: LinkRow,
): EffectPlan {
  const { process, linkId, side, connectionId, entity, creates, externalId, operation, mappingHash } = row;
  const baseRev = creates ? link.incarnation : link.rev;
  const part = partOfKey(row.key);
  const about = part === undefined ? {} : { part };
  return { process, linkId, side, connectionId, entity, creates, externalId, operation, baseRev, mappingHash, ...about, ...body };
}

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Both sides' bases take over the written fields: the left one as planned, the right one as it read back. */
function advanced(bases: Bases, plan: EffectPlan, outcome: WriteOutcome): { left: Base; right: Base } {
  const right: Fields = { ...bases.right?.fields };
  for (const [name, planned] of Object.entries(plan.agreed)) {
    const kept = plan.side === 'right' && !isLinkReference(planned) ? outcome.readBack?.[name] : undefined;
    right[name] = kept === undefined ? planned : kept;
  }
  const revision = plan.side === 'right' ? outcome.revision : null;
  return {
    left: { fields: { ...bases.left?.fields, ...plan.agreed }, revision: bases.left?.revision ?? null },
    right: { fields: right, revision: revision ?? bases.right?.revision ?? null },
  };
}
