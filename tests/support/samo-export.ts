import type { Twin } from '../../sandbox/core/types.ts';
import { at, attributes, parse, type XmlElement } from './samo-caller.ts';

export const exportPath = '/export/default.php';
const token = 'sandbox-oauth-token';

export interface GateAnswer {
  status: number;
  text: string;
  error: string | null;
  /** Rows of `Data`: their attributes. */
  rows: Record<string, string>[];
}

/** A caller of `export/default.php`, written from the protocol, apart from the connector. Answers are decoded as their XML declaration or header says. */
export function exportCaller(twin: Twin) {
  /** Parameters with the token; `null` leaves one out. */
  function query(parameters: Record<string, string | null>): string {
    const all = Object.entries({ oauth_token: token, ...parameters }).filter(([, value]) => value !== null);
    return `${exportPath}?${new URLSearchParams(all as [string, string][])}`;
  }

  async function gate(type: string, parameters: Record<string, string | null> = {}): Promise<GateAnswer> {
    const answer = await twin.app.request(query({ samo_action: 'reference', type, ...parameters }));
    const text = await decoded(answer);
    const root = await parse(text);
    const data = at(root, 'Data')[0] ?? {};
    const rows = Object.values(data).flatMap((nodes) => (Array.isArray(nodes) ? (nodes as XmlElement[]) : []));
    const error = at(root, 'Error')[0];
    return {
      status: answer.status,
      text,
      error: error === undefined ? null : (error._ ?? ''),
      rows: rows.map((row) => attributes(row)),
    };
  }

  async function online(
    action: string,
    parameters: Record<string, string | null> = {},
    init: RequestInit = {},
  ): Promise<Response> {
    return twin.app.request(query({ samo_action: 'api', version: '1.0', type: 'json', action, ...parameters }), init);
  }

  async function get<Body = Record<string, unknown>>(parameters: Record<string, string | null>): Promise<Body> {
    return (await (await twin.app.request(query(parameters))).json()) as Body;
  }

  return { gate, online, get, query };
}

export async function decoded(answer: Response): Promise<string> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const declared = /encoding="([^"]+)"/.exec(bytes.subarray(0, 60).toString('latin1'))?.[1];
  const header = /charset=(\S+)/.exec(answer.headers.get('content-type') ?? '')?.[1];
  return new TextDecoder(declared ?? header ?? 'utf-8').decode(bytes);
}
