import { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiVariables } from '../auth/allow.ts';
import type { ServerDeps } from '../deps.ts';
import type { Live } from '../live.ts';
import { fieldErrors, InvalidRequest } from '../refusals.ts';

/** What the HTTP side is told besides. */
export interface AppDeps extends ServerDeps {
  /** How people and outside systems reach this hub: webhook addresses begin with it, cookies belong to it. */
  publicUrl: string;
  /** Proxies of ours before the hub: so many of the last addresses in X-Forwarded-For are believed. */
  proxies: number;
  now(): Date;
  sandboxUrl?: string | null;
  live: Live;
  /** Where the built console and the docs lie. */
  pages: { console: string; docs: string };
}

export type Api = OpenAPIHono<{ Variables: ApiVariables }>;

/** An API whose routes answer a wrong request with its field errors. */
export function createApi(): Api {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw new InvalidRequest(fieldErrors(result.error.issues));
    },
  });
}
