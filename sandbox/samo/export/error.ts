import type { AccessProblem } from '../access.ts';

/** Why `export/default.php` does not do what it is asked; each door writes it in its own envelope. */
export class ExportError extends Error {
  /** The number of the coded envelope. The vendor publishes texts only, so numbers are the sandbox's own. */
  readonly code: number;
  /** Set when the token or the address was refused. */
  readonly access: { problem: AccessProblem; address: string } | null;

  constructor(code: number, message: string, access: ExportError['access'] = null) {
    super(message);
    this.name = 'ExportError';
    this.code = code;
    this.access = access;
  }
}

const accessErrors: Record<AccessProblem, [code: number, text: string]> = {
  missing: [1, 'Login failed'],
  twice: [1, 'Login failed'],
  invalid: [2, 'apiKey provided, but invalid'],
  address: [3, 'apiKey blacklisted'],
  scope: [4, 'Login failed'],
};

export function accessError(problem: AccessProblem, address: string): ExportError {
  const [code, text] = accessErrors[problem];
  return new ExportError(code, text, { problem, address });
}

export const incorrectAction = () => new ExportError(5, 'Incorrect action');
export const unknownMethod = (action: string) => new ExportError(6, `Method does not exists: ${action}`);
export const missingParameter = (name: string) => new ExportError(7, `Required parameter is missing: ${name}`);

/** What a fault rule `{kind: 'error', code}` asks for: `token`, `address`, `scope`, or a text of its own. */
export function injectedError(code: string | undefined, address: string): ExportError {
  if (code === 'token') return accessError('invalid', address);
  if (code === 'address' || code === 'scope') return accessError(code, address);
  return new ExportError(100, code ?? 'Internal server error');
}
