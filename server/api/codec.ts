import { createRoute, z } from '@hono/zod-openapi';
import { HubError } from '../../domain/errors.ts';
import type { Payload } from '../../vault/codec.ts';
import { allow } from '../auth/allow.ts';
import { fromJson, toJson } from '../temporal/payloads.ts';
import type { Api, AppDeps } from './deps.ts';
import { body, json, refusals } from './schemas.ts';

const tags = ['Temporal'];

const payloads = z
  .object({
    payloads: z.array(
      z.object({
        metadata: z.record(z.string(), z.base64()).optional().openapi({ description: 'Values in base64' }),
        data: z.base64().optional(),
      }),
    ),
  })
  .openapi('Payloads', { description: "Temporal's remote codec protocol" });

export const decode = createRoute({
  ...allow('temporal.read'),
  method: 'post',
  path: '/codec/decode',
  tags,
  summary: 'Decrypt payloads of workflow histories',
  description:
    "Temporal's remote codec protocol, for its command line: `temporal workflow show --codec-endpoint <hub>/api/codec --codec-auth 'Bearer <token>'`. Payloads of other encodings pass unchanged.",
  request: { body: body(payloads) },
  responses: { 200: json(payloads, 'The same payloads, in clear'), ...refusals },
});
export const encode = createRoute({
  ...allow('temporal.operate'),
  method: 'post',
  path: '/codec/encode',
  tags,
  summary: 'Encrypt payloads before they are given to a workflow',
  request: { body: body(payloads) },
  responses: { 200: json(payloads, 'The same payloads, encrypted'), ...refusals },
});

export function addCodec(api: Api, { codec }: AppDeps): void {
  const changed = async (given: z.infer<typeof payloads>, change: (payloads: Payload[]) => Promise<Payload[]>) => ({
    payloads: (await change(given.payloads.map(fromJson))).map(toJson),
  });
  api.openapi(decode, async (c) => {
    const clear = await changed(c.req.valid('json'), (sealed) => codec.decode(sealed)).catch((cause: unknown) => {
      throw unreadable(cause);
    });
    return c.json(clear, 200);
  });
  api.openapi(encode, async (c) => c.json(await changed(c.req.valid('json'), (clear) => codec.encode(clear)), 200));
}

const unreadable = (cause: unknown) =>
  new HubError({
    code: 'PAYLOAD_UNREADABLE',
    kind: 'validation',
    userMessage: {
      ru: 'Данные зашифрованы не этим узлом или изменены.',
      en: 'A payload was not encrypted by this hub, or was changed.',
    },
    cause,
  });
