import type { Availability, DocumentCategory } from '../../domain/booking/ports.ts';
import { planPack } from '../../domain/documents/plan.ts';
import type {
  ListedDocument,
  PackClaim,
  PackPolicy,
  PartRule,
  PlannedPart,
  Recipient,
  SentPart,
} from '../../domain/documents/types.ts';
import { versionOf } from '../../domain/documents/types.ts';
import { sampleClaim } from './claims.ts';

export const READY: Availability = { state: 'ready' };
export const waits = (code: string, daysBefore: number | null = null): Availability => ({
  state: 'waits',
  code,
  message: { ru: `Ждём (${code}).`, en: `Waiting (${code}).` },
  daysBefore,
});

export function document(category: DocumentCategory, patch: Partial<ListedDocument> = {}): ListedDocument {
  const externalId = patch.externalId ?? `${category}-1`;
  const version = patch.version ?? 'v1';
  return {
    id: `${externalId}-${version}`,
    externalId,
    version,
    category,
    holder: 'claim',
    touristKeys: [],
    availability: READY,
    state: 'listed',
    ...patch,
  };
}

export function rule(part: string, documents: readonly DocumentCategory[], patch: Partial<PartRule> = {}): PartRule {
  return {
    part,
    title: { ru: part, en: part },
    when: { kind: 'now' },
    requires: { payment: 'fully', confirmed: true },
    documents,
    to: 'payer',
    letter: 'documents-now',
    clock: 'documents.part',
    ...patch,
  };
}

export const policy = (parts: readonly PartRule[], patch: Partial<PackPolicy> = {}): PackPolicy => ({
  name: 'test',
  title: { ru: 'Проверка', en: 'Test' },
  tours: ['package', 'accommodation', 'transport', 'services'],
  buyers: ['person', 'agency'],
  language: 'ru',
  updateLetter: 'document-updated',
  resendLetter: 'documents-resent',
  parts,
  whole: { daysBefore: 1, clock: 'documents.pack' },
  ...patch,
});

export const VOUCHER_NOW = rule('now', ['voucher', 'booklet']);
export const TICKETS = rule('tickets', ['ticket'], { when: { kind: 'days_before', days: 3 } });
export const VISA = rule('visa', ['visa'], { when: { kind: 'visa' } });
export const AFTER = rule('after', ['act'], { when: { kind: 'after_tour' } });
export const PACK = policy([VOUCHER_NOW, TICKETS, VISA, AFTER]);

export const paidClaim = (patch: Partial<PackClaim> = {}): PackClaim => {
  const { ref, status, dates, buyer, tourists, services } = sampleClaim();
  return { ref, status: { ...status, payment: 'paid' }, dates, buyer, tourists, services, ...patch };
};

let sends = 0;
export function sent(part: string, documents: readonly ListedDocument[], patch: Partial<SentPart> = {}): SentPart {
  sends += 1;
  return {
    id: `snd_${sends}`,
    part,
    recipient: 'payer',
    kind: 'first',
    elsewhere: false,
    versions: documents.map(versionOf),
    touristKeys: ['501', '502'],
    state: 'sent',
    failure: null,
    ...patch,
  };
}

/** Long before the tour of `paidClaim`, which begins on 12 March 2027. */
export const TODAY = '2026-12-05';

export interface Look {
  claim?: PackClaim;
  documents: readonly ListedDocument[];
  policy?: PackPolicy;
  sent?: readonly SentPart[];
  questioned?: boolean;
  today?: string;
}

export const plan = (look: Look): PlannedPart[] =>
  planPack({ claim: paidClaim(), policy: PACK, sent: [], questioned: false, today: TODAY, ...look });

/** @throws Error when there is no such part in the plan */
export function partOf(parts: readonly PlannedPart[], name: string, recipient: Recipient = 'payer'): PlannedPart {
  const found = parts.find((part) => part.rule.part === name && part.recipient === recipient);
  if (!found) throw new Error(`no part ${name} for ${recipient}`);
  return found;
}

export const codes = ({ reasons }: PlannedPart) => reasons.map(({ code }) => code);
