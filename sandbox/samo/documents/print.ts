import { jsonAnswer } from '../answers.ts';
import type { BackOffice } from '../back-office.ts';
import type { Claim } from '../claim.ts';
import type { Door } from '../export/door.ts';
import { ExportError, missingParameter, unknownMethod } from '../export/error.ts';
import type { Parameters } from '../export/request.ts';
import type { Settings } from '../settings.ts';
import type { Cabinet, Job } from './cabinet.ts';
import { reasons } from './categories.ts';
import { documentRow } from './list-answer.ts';

/** Job states as the vendor numbers them. */
const working = 102;
const ready = 2;

export interface PrintParts {
  office: BackOffice;
  cabinet: Cabinet;
  settings: () => Settings;
  fileUrl: (name: string) => string;
}

/** Documents by the print jobs of the web office: `LIST`, `RENDER`, `STATUS`. The caller asks for the state of a job again and again. */
export function printDoor({ office, cabinet, settings, fileUrl }: PrintParts): Door {
  const actions: Record<string, (parameters: Parameters) => unknown> = {
    LIST(parameters) {
      const claim = claimOf(parameters);
      return { documents: cabinet.entries(claim).map(({ entry, paper }) => documentRow(claim, entry, paper)) };
    },
    RENDER(parameters) {
      const claim = claimOf(parameters);
      const { document } = parameters;
      if (document === undefined) throw missingParameter('document');
      const found = cabinet.entries(claim).find(({ entry }) => entry.id === document);
      if (found === undefined || found.entry.payment) throw new ExportError(9, 'Document not found');
      const { reason } = found.entry;
      if (reason !== null) throw new ExportError(reason, reasons[reason]);
      return stateOf(cabinet.render(claim, found.entry));
    },
    STATUS({ job: id = '' }) {
      const job = cabinet.job(Number(id));
      if (job === undefined) throw new ExportError(9, 'Job not found');
      return stateOf(job);
    },
  };

  function claimOf({ claim: number = '' }: Parameters): Claim {
    const claim = office.find(number);
    if (claim === undefined) throw new ExportError(9, 'Claim not found');
    return claim;
  }

  function stateOf(job: Job) {
    const done = cabinet.isReady(job);
    return { job: job.id, document: job.document, status: done ? ready : working, ...(done ? { link: fileUrl(job.file) } : {}) };
  }

  return {
    scope: 'read-claim',
    operation: ({ parameters }) => `print:${parameters['action'] ?? ''}`,
    answer({ parameters }) {
      const { action = '' } = parameters;
      const perform = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (perform === undefined) throw unknownMethod(action);
      return jsonAnswer(perform(parameters), settings().charset);
    },
    refuse: (_, { code, message }) => jsonAnswer({ error: message, code }, settings().charset),
  };
}
