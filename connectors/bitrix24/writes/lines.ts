import { z } from 'zod';
import type { WriteInput, WriteOutcome } from '../../../domain/deals/ports.ts';
import { HubError } from '../../../domain/errors.ts';
import type { Write } from '../../sdk/contract.ts';
import { type Bitrix24, WRITE_TIMEOUT_MS } from '../client.ts';
import { invalidValue } from '../invalid.ts';
import { SETTLE_MS } from './input.ts';

const ref = z.object({ connector: z.string().min(1), line: z.string().regex(/^\d+$/) });
const message = ref.extend({
  message: z.object({
    id: z.string().min(1),
    at: z.number(),
    text: z.string().exactOptional(),
    files: z.array(z.object({ url: z.url(), name: z.string() })).exactOptional(),
    user: z.object({
      id: z.string().min(1),
      name: z.string(),
      lastName: z.string().exactOptional(),
      phone: z.string().exactOptional(),
      email: z.string().exactOptional(),
    }),
    chat: z.object({ id: z.string().min(1), name: z.string().exactOptional() }),
  }),
});
const receipt = ref.extend({
  receipt: z.object({
    imChatId: z.string(),
    imMessageId: z.string(),
    messageIds: z.array(z.string()),
    chatId: z.string(),
    at: z.number(),
  }),
});

/**
 * `{connector, line, message}`: hands a client's message to the operators of an open line. The portal is not known to keep doubles away and shows no
 * trace to search for: after an unknown outcome a person is asked.
 */
export const sendToLine: Write<Bitrix24> = {
  retry: 'manual',
  settleMs: SETTLE_MS,
  timeoutMs: WRITE_TIMEOUT_MS,
  async perform(client, input) {
    const { message: one, ...line } = parsed(input, message);
    const [outcome] = await client.openLines.send(line, [one]);
    if (!outcome?.taken) throw notTaken(outcome?.why ?? '');
    return { ...done, readBack: { sessionId: outcome.sessionId, chatId: outcome.chatId } };
  },
  find: async () => null,
};

/** `{connector, line, receipt}`: tells the operator that the messenger has delivered. Telling it again changes nothing. */
export const confirmDelivery: Write<Bitrix24> = {
  retry: 'safe',
  settleMs: SETTLE_MS,
  timeoutMs: WRITE_TIMEOUT_MS,
  async perform(client, input) {
    const { receipt: one, ...line } = parsed(input, receipt);
    await client.openLines.delivered(line, [one]);
    return done;
  },
  find: async () => null,
};

const done: WriteOutcome = { revision: null, readBack: null };

function parsed<S extends z.ZodType>({ fields }: WriteInput, schema: S): z.output<S> {
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  throw invalidValue(result.error.issues[0]?.path.join('.') ?? '', 'a message of an open line');
}

function notTaken(why: string): HubError {
  return new HubError({
    code: 'B24_LINE_REFUSED',
    kind: 'validation',
    userMessage: {
      ru: 'Открытая линия не приняла сообщение клиента.',
      en: "The open line did not take the client's message.",
    },
    detail: why,
  });
}
