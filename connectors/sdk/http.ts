/** Placeholder types until the core lands; see contract in the same folder. */
export interface HttpCoreSpec {
  /** Base address; must pass the egress guard. */
  baseUrl: string;
  timeoutMs: number;
  /** Largest answer accepted. */
  maxBytes?: number;
}

export interface HttpCore {
  request(call: HttpCall): Promise<HttpAnswer>;
}

export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Joined to the base address; never logged. */
  path: string;
  /** Name for logs, metrics and errors: the vendor's method, free of secrets and ids. */
  operation: string;
  headers?: { [name: string]: string };
  body?: string | Uint8Array;
  /** Budget scopes to charge, one request each by default. */
  charge?: { scope: string; cost: number }[];
  /** True for calls that change nothing: a failure before an answer is then transient, otherwise the outcome is unknown. */
  readOnly: boolean;
}

export interface HttpAnswer {
  status: number;
  headers: { [name: string]: string };
  body: Uint8Array;
  /** Decoded by charset of the header or XML declaration, UTF-8 by default. */
  text: string;
}
