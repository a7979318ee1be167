import type { Json } from '../../domain/json.ts';

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const SAFE_DIGITS = 15;

/** Reads JSON without losing digits: a number that a double cannot hold arrives as its own text. @throws SyntaxError */
export function parseLossless(text: string): Json {
  return JSON.parse(text.replace(TOKEN, (token) => (isExact(token) ? token : `"${token}"`))) as Json;
}

function isExact(token: string): boolean {
  return token.length <= SAFE_DIGITS || token.startsWith('"') || String(Number(token)) === token;
}
