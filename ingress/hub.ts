import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair, SearchAttributeType } from '@temporalio/common';
import { listPairs } from '../store/connections.ts';
import type { Database } from '../store/database.ts';
import { getLinks, type LinkRow } from '../store/links.ts';
import { linkOfSubject, parseSubject } from './subjects.ts';

/** Task queues. The scarce thing is the remote budget, whose lanes order the work; queues only keep long work out of the way of short. */
export const QUEUES = { sync: 'sync', bulk: 'bulk' } as const;

export const NUDGE = 'nudge';

const attributes = {
  process: defineSearchAttributeKey('UzelProcess', SearchAttributeType.KEYWORD),
  connection: defineSearchAttributeKey('UzelConnection', SearchAttributeType.KEYWORD),
  subject: defineSearchAttributeKey('UzelSubject', SearchAttributeType.KEYWORD),
  stage: defineSearchAttributeKey('UzelStage', SearchAttributeType.KEYWORD),
  attention: defineSearchAttributeKey('UzelAttention', SearchAttributeType.BOOL),
};

/** Starts and nudges runs. The nudge carries nothing: rows are the queue. */
export interface Hub {
  /** Makes sure that each subject has a run that will look at its rows. Returns the subjects that could not be reached. */
  nudge(subjects: readonly string[]): Promise<string[]>;
}

/** What a run is called in the Temporal UI, and by what operations find it. Numbers and our own ids only. */
interface Label {
  workflow: string;
  args: [string];
  summary: string;
  typedSearchAttributes: SearchAttributePair[];
}

const NUDGES_AT_ONCE = 16;

export function createHub(client: Client, db: Database): Hub {
  async function labels(subjects: readonly string[]): Promise<Map<string, Label>> {
    const parsed = subjects.map((subject) => ({ subject, ...parseSubject(subject) }));
    const wanted = parsed.flatMap(({ subject }) => linkOfSubject(subject) ?? []);
    const [rows, pairs] = await Promise.all([getLinks(db, wanted), listPairs(db)]);
    const links = new Map(rows.map((link) => [link.id, link]));
    const crms = new Map(pairs.map((pair) => [pair.id, pair.rightConnection]));
    return new Map(
      parsed.map(({ subject, kind, id }) => {
        if (kind === 'screen') return [subject, screenLabel(id)];
        if (kind === 'payments') return [subject, paymentsLabel(id)];
        if (kind === 'deliveries') return [subject, senderLabel(id)];
        if (kind === 'relay') return [subject, relayLabel(id)];
        const link = links.get(id);
        return [subject, linkLabel(kind, id, link, crms.get(link?.pairId ?? ''))];
      }),
    );
  }

  return {
    async nudge(subjects) {
      const unreached: string[] = [];
      const queue = [...(await labels(subjects))];
      const worker = async () => {
        for (let next = queue.pop(); next; next = queue.pop()) {
          const [subject, label] = next;
          try {
            await client.workflow.signalWithStart(label.workflow, {
              workflowId: subject,
              taskQueue: QUEUES.sync,
              args: label.args,
              signal: NUDGE,
              staticSummary: label.summary,
              typedSearchAttributes: label.typedSearchAttributes,
            });
          } catch {
            unreached.push(subject);
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(NUDGES_AT_ONCE, queue.length) }, worker));
      return unreached;
    },
  };
}

function screenLabel(connectionId: string): Label {
  return {
    workflow: 'screen',
    args: [connectionId],
    summary: `Разбор событий ${connectionId}`,
    typedSearchAttributes: [
      { key: attributes.process, value: 'deals' },
      { key: attributes.connection, value: connectionId },
    ],
  };
}

function paymentsLabel(connectionId: string): Label {
  return {
    workflow: 'payments',
    args: [connectionId],
    summary: `Оплаты ${connectionId}`,
    typedSearchAttributes: [
      { key: attributes.process, value: 'payments' },
      { key: attributes.connection, value: connectionId },
    ],
  };
}

function senderLabel(connectionId: string): Label {
  return {
    workflow: 'deliveries',
    args: [connectionId],
    summary: senderSummary(connectionId),
    typedSearchAttributes: [
      { key: attributes.process, value: 'deliveries' },
      { key: attributes.connection, value: connectionId },
    ],
  };
}

/** What an account's sender is called, whoever starts it. */
export const senderSummary = (connectionId: string) => `Отправка через ${connectionId}`;

function relayLabel(lane: string): Label {
  return {
    workflow: 'relay',
    args: [lane],
    summary: `Маршрут ${lane}`,
    typedSearchAttributes: [{ key: attributes.process, value: 'relay' }],
  };
}

const TITLES = {
  deal: 'Заявка и сделка',
  contact: 'Покупатель и контакт',
  company: 'Агентство и компания',
  documents: 'Документы по заявке',
} as const;
const WORKFLOWS = { deal: 'dealSync', contact: 'contactSync', company: 'contactSync', documents: 'documentDispatch' } as const;

function linkLabel(kind: keyof typeof TITLES, id: string, link: LinkRow | undefined, connection: string | undefined): Label {
  const number = link?.leftNumber ?? null;
  const pairs: SearchAttributePair[] = [
    { key: attributes.process, value: kind === 'documents' ? 'documents' : 'deals' },
    { key: attributes.attention, value: link?.attention ?? false },
  ];
  if (connection !== undefined) pairs.push({ key: attributes.connection, value: connection });
  if (number !== null) pairs.push({ key: attributes.subject, value: number });
  if (link?.stage != null) pairs.push({ key: attributes.stage, value: link.stage });
  return {
    workflow: WORKFLOWS[kind],
    args: [id],
    summary: number === null ? TITLES[kind] : `${TITLES[kind]} ${number}`,
    typedSearchAttributes: pairs,
  };
}
