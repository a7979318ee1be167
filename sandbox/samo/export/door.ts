import { type Context, Hono } from 'hono';
import { answerWithFaults } from '../../core/twin-faults.ts';
import type { FaultPlan } from '../../core/types.ts';
import { type AccessRules, accessProblem, type Scope } from '../access.ts';
import { tooManyCalls } from '../answers.ts';
import type { CallCounter } from '../calls.ts';
import { accessError, ExportError, incorrectAction, injectedError } from './error.ts';
import { type ExportRequest, readExportRequest } from './request.ts';

export const exportPath = '/export/default.php';

/** What is behind one `samo_action`. */
export interface Door {
  scope: Scope;
  /** As fault rules name this call. */
  operation(request: ExportRequest): string;
  /** @throws ExportError */
  answer(request: ExportRequest): Response | Promise<Response>;
  refuse(request: ExportRequest, error: ExportError): Response;
}

export interface ExportParts {
  /** By `samo_action`. */
  doors: { [action: string]: Door };
  /** Answers for an action that nobody stands behind. */
  fallback: Door;
  access: () => AccessRules;
  calls: CallCounter;
  faults: FaultPlan;
}

/** The one address of the XML gate, the Online API and the documents: GET and POST, told apart by `samo_action`. */
export function exportDoors(parts: ExportParts): Hono {
  const app = new Hono();
  app.on(['GET', 'POST'], exportPath, async (c) => work(c, await readExportRequest(c), parts));
  return app;
}

async function work(context: Context, request: ExportRequest, parts: ExportParts): Promise<Response> {
  const { doors, fallback, faults, calls } = parts;
  const action = request.parameters['samo_action'] ?? '';
  const known = Object.hasOwn(doors, action) ? doors[action] : undefined;
  const door = known ?? fallback;
  const operation = known === undefined ? 'unknown' : known.operation(request);
  calls.count(operation);
  return answerWithFaults({
    context,
    plan: faults,
    operation,
    vendor: {
      error: (rule) => door.refuse(request, injectedError(rule.code, request.address)),
      rateLimit: tooManyCalls,
    },
    async work() {
      try {
        admit(request, door.scope, parts.access());
        if (known === undefined) throw incorrectAction();
        return await known.answer(request);
      } catch (error) {
        if (error instanceof ExportError) return door.refuse(request, error);
        throw error;
      }
    },
  });
}

function admit(request: ExportRequest, scope: Scope, rules: AccessRules): void {
  const problem = accessProblem(rules, { ...request.token, address: request.address }, scope);
  if (problem !== null) throw accessError(problem, request.address);
}
