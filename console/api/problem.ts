/** One wrong value of a request: a dotted path, and what is expected there. */
export interface FieldError {
  path: string;
  message: string;
}

interface ProblemDocument {
  status: number;
  code: string;
  title: string;
  detail: string;
  requestId?: string;
  errors?: FieldError[];
  permission?: string;
}

/** A refusal of the API (RFC 9457), in the viewer's language. `code` is stable; `requestId` finds the line in the hub's log. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | null;
  readonly errors: readonly FieldError[];
  /** The right that is missing, when that is why. */
  readonly permission: string | null;

  constructor(problem: ProblemDocument) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.requestId = problem.requestId ?? null;
    this.errors = problem.errors ?? [];
    this.permission = problem.permission ?? null;
  }

  /** A repeat of the same request may succeed. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export const isProblem = (error: unknown): error is ApiProblem => error instanceof ApiProblem;

/** Reads the problem document of a refused answer; a proxy's page in its place becomes a problem of its own. */
export async function problemIn(response: Response): Promise<ApiProblem> {
  const { status } = response;
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson ? await response.json().catch(() => null) : null;
  if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'detail' in body) {
    return new ApiProblem({ ...(body as ProblemDocument), status });
  }
  const message = typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : response.statusText;
  const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : `HTTP_${status}`;
  return new ApiProblem({ status, code, title: `HTTP ${status}`, detail: message || `HTTP ${status}` });
}
