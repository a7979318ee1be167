import { setTimeout as sleep } from 'node:timers/promises';
import type { ClaimRef } from '../../../domain/deals/claim.ts';
import type { Json } from '../../../domain/json.ts';
import type { ExportDoor } from '../export/door.ts';
import { parseLossless } from '../export/lossless-json.ts';

/** How the states of a job are numbered. */
const READY = '2';
const POLL_MS = 2_000;
/** As long as the claim service itself waits for a document. */
const PATIENCE_MS = 29_000;

/** The address of a rendered file; null while it is being made. Never leaves the connector: whoever has it has the document. */
export type Render = (ref: ClaimRef, documentId: string) => Promise<string | null>;

/** Documents by the print jobs of the web office: a job is started, then asked after until it is ready. @throws HubError */
export function createPrint(door: ExportDoor, limitScale: number): Render & { check(): Promise<void> } {
  async function ask(action: string, more: { [name: string]: string }): Promise<{ [field: string]: Json }> {
    const call = { operation: `print:${action}`, parameters: { action, ...more } };
    const answer = await door.call(call);
    const body = read(answer.text);
    if (!body) throw door.unreadable(call, answer);
    const error = body['error'] ?? body['Error'];
    if (error !== undefined) throw door.failure(call, answer, said(error), said(body['code']) || undefined);
    if (answer.status >= 400) throw door.unreadable(call, answer);
    return body;
  }

  async function render({ number }: ClaimRef, documentId: string): Promise<string | null> {
    let job = await ask('RENDER', { claim: number, document: documentId });
    for (let waitedMs = 0; said(job['status']) !== READY && waitedMs < PATIENCE_MS; waitedMs += POLL_MS) {
      await sleep(POLL_MS / limitScale);
      job = await ask('STATUS', { job: said(job['job']) });
    }
    return said(job['status']) === READY ? said(job['link']) || null : null;
  }

  return Object.assign(render, {
    /** Any answer about a claim that does not exist shows that the jobs are there. */
    check: async () => void (await ask('LIST', { claim: '0' })),
  });
}

function read(json: string): { [field: string]: Json } | null {
  try {
    const body = parseLossless(json);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null;
  } catch {
    return null;
  }
}

function said(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
