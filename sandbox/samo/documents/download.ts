import { Hono } from 'hono';
import { answerWithFaults } from '../../core/twin-faults.ts';
import type { FaultPlan } from '../../core/types.ts';
import { tooManyCalls } from '../answers.ts';
import type { CallCounter } from '../calls.ts';
import type { Cabinet } from './cabinet.ts';

export const filesPath = '/public/documents';

/** Rendered files under links that need no login: whoever follows one takes the document as issued. */
export function downloads({ cabinet, faults, calls }: { cabinet: Cabinet; faults: FaultPlan; calls: CallCounter }): Hono {
  const app = new Hono();
  app.get(`${filesPath}/:name`, (context) => {
    calls.count('download');
    return answerWithFaults({
      context,
      plan: faults,
      operation: 'download',
      vendor: { error: () => new Response('Internal Server Error', { status: 500 }), rateLimit: tooManyCalls },
      async work() {
        const file = cabinet.file(context.req.param('name'));
        if (file === null) return new Response('Not Found', { status: 404 });
        // Asking for the head of a file hands nothing out.
        if (context.req.method !== 'HEAD') cabinet.handedOut(file);
        return new Response(new Uint8Array(file.bytes), { headers: { 'content-type': 'application/pdf' } });
      },
    });
  });
  return app;
}
