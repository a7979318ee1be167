import { html } from 'hono/html';
import { z } from 'zod';
import { type Html, page } from './layout.ts';

/** The parts of an OpenAPI document that the page shows. */
const operation = z.object({
  tags: z.array(z.string()).default(['API']),
  summary: z.string().default(''),
  description: z.string().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema: z.object({ description: z.string().optional() }).loose().optional(),
      }),
    )
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string().default(''),
      content: z.record(z.string(), z.object({ schema: z.unknown() })).optional(),
    }),
  ),
});
type Operation = z.infer<typeof operation>;

const document = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string().default('') }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()).default({}) }).default({ schemas: {} }),
});

interface Entry extends Operation {
  method: string;
  path: string;
}

/**
 * The API for reading: every operation of the OpenAPI document, by subject.
 * Made here, since a reference viewer would have to load its script from another host.
 */
export function referencePage(openapi: unknown, nonce: string | undefined) {
  const { info, paths, components } = document.parse(openapi);
  const entries: Entry[] = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, value]) => ({ method: method.toUpperCase(), path, ...operation.parse(value) })),
  );
  const tags = [...new Set(entries.flatMap((entry) => entry.tags))];
  return page(
    'en',
    nonce,
    info.title,
    html`<h1>${info.title} <small>${info.version}</small></h1>
${info.description.split('\n\n').map((paragraph) => html`<p>${paragraph}</p>`)}
<p><a href="/api/openapi.json">openapi.json</a></p>
${tags.map((tag) => html`<h2>${tag}</h2>${entries.filter((entry) => entry.tags.includes(tag)).map(entryView)}`)}
<h2>Schemas</h2>
${Object.entries(components.schemas).map(([name, schema]) => html`<details id="${name}"><summary><code>${name}</code></summary>${code(schema)}</details>`)}`,
  );
}

function entryView(entry: Entry): Html {
  const body = Object.values(entry.requestBody?.content ?? {})[0];
  return html`<details>
<summary><code><b>${entry.method}</b> ${entry.path}</code> ${entry.summary}</summary>
${entry.description === undefined ? '' : html`<p>${entry.description}</p>`}
${
  entry.parameters.length === 0
    ? ''
    : html`<table><tr><th>Parameter</th><th>In</th><th></th></tr>${entry.parameters.map(
        ({ name, in: where, required, description, schema }) =>
          html`<tr><td><code>${name}</code>${required ? ' *' : ''}</td><td>${where}</td><td>${description ?? schema?.description ?? ''}</td></tr>`,
      )}</table>`
}
${body === undefined ? '' : html`<p class="muted">Body</p>${code(body.schema)}`}
<table><tr><th>Answer</th><th></th><th></th></tr>${Object.entries(entry.responses).map(
    ([status, response]) => html`<tr><td>${status}</td><td>${response.description}</td><td>${schemaLink(response)}</td></tr>`,
  )}</table>
</details>`;
}

function schemaLink(response: Operation['responses'][string]): Html | '' {
  const name = /"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(response.content ?? {}))?.[1];
  return name === undefined ? '' : html`<a href="#${name}">${name}</a>`;
}

const code = (schema: unknown): Html => html`<pre>${JSON.stringify(schema, null, 2)}</pre>`;
