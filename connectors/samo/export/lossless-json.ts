import type { Json } from '../../../domain/json.ts';

/** A string, or a number outside of one. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Reads JSON with every number as the text that was written: ids beyond 2^53 and amounts stay what they are. @throws SyntaxError */
export function parseLossless(text: string): Json {
  return JSON.parse(text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`))) as Json;
}
