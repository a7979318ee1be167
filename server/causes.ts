/** Connection exception, insufficient resources, operator intervention: classes of PostgreSQL's codes under which a repeat helps. */
const AWAY_CODES = /^(08|53|57P)/;
const NET_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN']);
/** What the driver says without a code. */
const AWAY_MESSAGES = /^Connection terminated|timeout exceeded when trying to connect/;
const DEEPEST = 5;
const FRAMES = 6;

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && chain.length < DEEPEST; next = next.cause) chain.push(next);
  return chain;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** True when the database cannot be reached or has no room: the request may be repeated as it is. */
export function isDatabaseAway(error: unknown): boolean {
  return causesOf(error).some((cause) => {
    const code = codeOf(cause);
    return code === undefined ? AWAY_MESSAGES.test(cause.message) : AWAY_CODES.test(code) || NET_CODES.has(code);
  });
}

/** What may be logged of any error: names, codes and places in the code, never a message. */
export function traceOf(error: unknown): { error: string; code: string | null; at: string[] } {
  const chain = causesOf(error);
  const code = chain.map(codeOf).find((known) => known !== undefined) ?? null;
  const frames = (chain[0]?.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: chain.map((cause) => cause.name).join(' < ') || typeof error,
    code,
    at: frames.slice(0, FRAMES).map((line) => line.trim()),
  };
}
