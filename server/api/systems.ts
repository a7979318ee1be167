import { createRoute, z } from '@hono/zod-openapi';
import { optionsForm } from '../../connectors/sdk/secrets.ts';
import { allow } from '../auth/allow.ts';
import type { Api, AppDeps } from './deps.ts';
import { json, refusals, sentence } from './schemas.ts';

const system = z
  .object({
    system: z.string().openapi({ example: 'bitrix24' }),
    title: sentence,
    options: z.object({
      fields: z.array(
        z.object({
          name: z.string().openapi({ example: 'portal' }),
          required: z.boolean(),
          secret: z.boolean().openapi({ description: 'Stored encrypted and never shown again' }),
          schema: z.record(z.string(), z.unknown()).openapi({ description: 'JSON Schema of the value, with `label` and `help`' }),
        }),
      ),
    }),
    hookSecrets: z
      .array(z.string())
      .openapi({ description: 'Secrets that prove a sender, which may be replaced with an overlap' }),
    prepare: z.boolean().openapi({ description: 'An installation can be made ready for the mappings' }),
    install: z.boolean().openapi({ description: 'An administrator agrees on a page of the vendor (OAuth)' }),
    hook: z.boolean().openapi({ description: 'It sends events to POST /hooks/<connection>' }),
    pulls: z.array(z.string()).openapi({ description: 'Feeds that the hub reads', example: ['claims'] }),
    writes: z.array(z.string()).openapi({ description: 'What the hub can write there', example: ['record.add'] }),
  })
  .openapi('System');

export const list = createRoute({
  ...allow('connections.read'),
  method: 'get',
  path: '/systems',
  tags: ['Connections'],
  summary: 'Systems that can be connected, with the form of their options',
  responses: { 200: json(z.object({ items: z.array(system) }), 'All systems'), ...refusals },
});

export function addSystems(api: Api, { registry }: AppDeps): void {
  api.openapi(list, (c) => {
    const items = Object.values(registry).map((connector) => ({
      system: connector.system,
      title: connector.title,
      options: optionsForm(connector),
      hook: connector.hook !== undefined,
      hookSecrets: [...(connector.hook?.secrets ?? [])],
      prepare: connector.prepare !== undefined,
      install: connector.install !== undefined,
      pulls: Object.keys(connector.pulls),
      writes: Object.keys(connector.writes),
    }));
    return c.json({ items }, 200);
  });
}
