import { z } from '@hono/zod-openapi';
import { DEADLINE_LEVELS, PART_STATES } from '../../domain/documents/types.ts';
import { documentCategory } from './pack-schemas.ts';
import { failure, moment, sentence } from './schemas.ts';

export const partState = z.enum(PART_STATES);
export const packState = z.enum(['open', 'complete', 'stopped']);
const level = z.enum(DEADLINE_LEVELS);
const day = z.iso.date();
export const recipient = z
  .string()
  .regex(/^(payer|tourist:[\w.-]{1,60})$/)
  .openapi({ description: '`payer`, or `tourist:<key in the booking system>`', example: 'payer' });
export const partName = z.string().max(40).openapi({ example: 'tickets' });

const reason = z
  .object({
    code: z.string().openapi({ example: 'days_before' }),
    sentence,
    detail: z.string().optional().openapi({ description: 'The reason code of the booking system' }),
    from: day.optional().openapi({ description: 'The day from which it passes by itself' }),
  })
  .openapi('PackReason', {
    description: 'Why a part stands as it does',
    example: {
      code: 'days_before',
      sentence: {
        ru: '«Билеты»: выдаётся за 3 дня до начала тура, 09.03.2027',
        en: '“Tickets” goes out 3 days before the tour, on 09/03/2027',
      },
    },
  });

const standing = {
  part: partName,
  recipient,
  title: sentence,
  state: partState,
  reasons: z.array(reason),
};

export const packPart = z
  .object({
    ...standing,
    documents: z.array(z.uuid()).openapi({ description: 'In the versions that are, or will be, in it' }),
    level: level.openapi({ description: 'How late it is' }),
    dueAt: moment.nullable(),
    readyAt: moment.nullable().openapi({ description: 'Since when everything for it is there' }),
    changedAt: moment,
  })
  .openapi('PackPartStanding');

export const pack = z
  .object({
    link: z.string().openapi({ example: 'lnk_3q9w8e7r6t5y4u3i' }),
    claim: z.string().nullable().openapi({ description: 'Claim number' }),
    deal: z.string().nullable().openapi({ description: 'Id of the deal in the CRM' }),
    payer: z.string().nullable().openapi({ description: 'Initials' }),
    state: packState,
    attention: z.boolean(),
    policy: z.object({ name: z.string(), version: z.int() }).nullable(),
    payment: z.enum(['none', 'partly', 'fully', 'unknown']),
    price: z.object({ sum: z.string(), currency: z.string() }),
    paid: z.object({ sum: z.string(), currency: z.string() }),
    startsOn: day.nullable(),
    endsOn: day.nullable(),
    parts: z.array(packPart),
    wakeAt: moment.nullable().openapi({ description: 'When it is looked at again by itself' }),
    wakeFor: sentence.nullable(),
    openedAt: moment,
    lookedAt: moment,
  })
  .openapi('DocumentPack');

const file = z
  .object({
    id: z.uuid(),
    category: documentCategory,
    title: sentence,
    no: z.int().openapi({ description: 'Version, counted from 1' }),
    holder: z.enum(['claim', 'tourist', 'service']),
    tourists: z.array(z.string()).openapi({ description: 'Keys in the booking system' }),
    listed: z.boolean().openapi({ description: 'It is the version that the booking system shows now' }),
    state: z.enum(['listed', 'fetched', 'lost', 'refused']),
    availability: z.enum(['ready', 'waits', 'failure', 'final']),
    reasonCode: z.string().nullable().openapi({ example: '1000044' }),
    reason: sentence.nullable(),
    issued: z.boolean().openapi({ description: 'The booking system counts it as handed out' }),
    error: failure.nullable(),
    contentType: z.string().nullable(),
    sizeBytes: z.int().nullable(),
    sha256: z.string().nullable(),
    fetchedAt: moment.nullable(),
    downloadable: z.boolean(),
  })
  .openapi('PackDocument');

const send = z
  .object({
    id: z.string().openapi({ example: 'snd_3q9w8e7r6t5y4u3i' }),
    part: partName,
    recipient,
    kind: z.enum(['first', 'update', 'resend']),
    state: z
      .enum(['waiting', 'under_way', 'sent', 'unknown', 'failed', 'cancelled'])
      .openapi({ description: 'sent: proven to have left; unknown: a person is asked' }),
    documents: z.array(z.uuid()).openapi({ description: 'What went with the message' }),
    delivery: z.string().nullable().openapi({ description: 'See /outgoing/{id}' }),
    channel: z.string().nullable(),
    elsewhere: z.boolean().openapi({ description: 'To an address that a person has named' }),
    orderedBy: z.string(),
    reason: z.string().nullable(),
    bulk: z.string().nullable(),
    error: failure.nullable(),
    orderedAt: moment,
    provenAt: moment.nullable(),
    notedAt: moment.nullable().openapi({ description: 'When it was noted on the deal' }),
  })
  .openapi('PackSend');

const clock = z
  .object({
    name: z.string().openapi({ example: 'tickets/payer/0' }),
    policy: z.string(),
    state: z.string(),
    due: moment.nullable(),
    openedAt: moment,
    closedAt: moment.nullable(),
  })
  .openapi('PackClock');

const storyLine = z
  .object({ id: z.int(), at: moment, type: z.string(), actor: z.string(), data: z.record(z.string(), z.unknown()) })
  .openapi('PackStoryLine', { description: 'What happened, as the journal tells it' });

export const packDetail = pack
  .extend({
    recipients: z
      .array(z.object({ recipient, name: z.string().nullable(), email: z.string().nullable(), phone: z.string().nullable() }))
      .nullable()
      .openapi({ description: 'Masked; null once the data of the person are erased' }),
    documents: z.array(file),
    sends: z.array(send),
    clocks: z.array(clock),
    tasks: z.array(z.object({ id: z.int(), kind: z.string(), title: sentence, state: z.string(), openedAt: moment })),
    story: z.array(storyLine).openapi({ description: 'The newest first' }),
    claimPage: z.string().nullable().openapi({ description: 'Where people look at the claim' }),
    dealPage: z.string().nullable(),
  })
  .openapi('DocumentPackDetail');

export const packPreview = z
  .object({
    policy: z
      .object({ name: z.string(), version: z.int() })
      .nullable()
      .openapi({ description: 'Null: none fits. Version 0 is the one of the request' }),
    tour: z.enum(['package', 'accommodation', 'transport', 'services']),
    parts: z.array(
      z.object({
        ...standing,
        when: z.string().openapi({ example: 'days_before' }),
        letter: z.string(),
        documents: z.array(
          z.object({ category: documentCategory, title: sentence, tourists: z.array(z.string()), availability: z.string() }),
        ),
        goes: z.enum(['first', 'update']).nullable().openapi({ description: 'What would go out now' }),
      }),
    ),
    left: z.array(documentCategory).openapi({ description: 'Documents of the claim that no part names' }),
  })
  .openapi('PackPreview');

const address = z.string().openapi({ description: 'Masked', example: 'a***@example.com' });

export const resendPlan = z
  .object({
    hash: z.string().openapi({ description: 'Names this very plan; sent back with the order' }),
    items: z.array(
      z.object({
        name: z.string().openapi({ description: 'By which the effect is acknowledged', example: 'email:now:payer' }),
        part: partName,
        recipient,
        title: sentence,
        address,
        documents: z.array(z.object({ id: z.uuid(), title: sentence, no: z.int() })),
        resends: z.int().openapi({ description: 'Times that it was sent again before' }),
        warnings: z.array(z.object({ code: z.string(), message: sentence })),
      }),
    ),
    refusals: z.array(z.object({ code: z.string(), part: partName, recipient, message: sentence })),
  })
  .openapi('ResendPlan', { description: 'What goes to whom. A plan with a refusal cannot be ordered' });

export const packSends = z.object({ items: z.array(send) });

export const bulkFilter = z
  .strictObject({
    state: z
      .enum(['failed', 'bounced', 'expired', 'sent'])
      .default('failed')
      .openapi({ description: 'How the newest message of a part stands' }),
    code: z.string().max(100).optional().openapi({ description: 'Of the error it came back with', example: 'BOUNCED' }),
    part: partName.optional(),
    since: moment.optional(),
    until: moment.optional(),
  })
  .openapi('BulkResendFilter');

export const bulkPlan = z
  .object({
    hash: z.string(),
    count: z.int().openapi({ description: 'Parts' }),
    claims: z.int(),
    refused: z.array(z.object({ code: z.string(), message: sentence, count: z.int() })),
    samples: z.array(z.object({ link: z.string(), claim: z.string().nullable(), part: partName, recipient, title: sentence })),
    alone: z.int().openapi({ description: 'How many the caller may order alone' }),
    needsApproval: z.boolean(),
  })
  .openapi('BulkResendPlan');

export const bulkResend = z
  .object({
    id: z.string().openapi({ example: 'rsd_3q9w8e7r6t5y4u3i' }),
    filter: z.record(z.string(), z.unknown()),
    state: z.enum(['running', 'cancelled', 'done']),
    total: z.int(),
    sent: z.int(),
    waiting: z.int(),
    unknown: z.int(),
    failed: z.int(),
    approval: z.string().nullable(),
    reason: z.string(),
    startedBy: z.string(),
    startedAt: moment,
    cancelledBy: z.string().nullable(),
  })
  .openapi('BulkResend');
