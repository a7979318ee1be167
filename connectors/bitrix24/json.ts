const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const SAFE_DIGITS = 15;

/**
 * Reads JSON without losing digits: a number that a double cannot hold arrives as its own text, in a string.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseLossless(text: string): unknown {
  return JSON.parse(text.replace(TOKEN, (token) => (isExact(token) ? token : `"${token}"`)));
}

function isExact(token: string): boolean {
  return token.length <= SAFE_DIGITS || token.startsWith('"') || String(Number(token)) === token;
}
