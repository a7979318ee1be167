import type { Redact } from '../sdk/redact.ts';
import type { XmlInput, XmlValue } from '../sdk/xml.ts';
import type { SamoOptions } from './options.ts';

/** Shorter values are parts of any sentence. */
const SHORTEST_VALUE = 3;

/** Makes the vendor's words fit for an error. @param sent  what the call carried: it comes back in many messages */
export type Scrub = (text: string, sent?: XmlInput) => string;

/**
 * Takes out secrets, logins, whatever the call itself sent, long numbers, and words in capitals: SAMO stores names in capitals, so that a name is
 * recognised where no list of names could.
 */
export function createScrub(options: SamoOptions, redact: Redact): Scrub {
  const logins = [options.login, options.clientName, options.wspayLogin, options.wspayPartnerLogin];
  return (text, sent = {}) => {
    const values = [...logins, ...valuesOf(sent)].filter((value) => value !== undefined && value.length >= SHORTEST_VALUE);
    const longestFirst = [...new Set(values as string[])].sort((a, b) => b.length - a.length);
    const bare = longestFirst.reduce((clean, value) => clean.replace(caseless(value), '‹…›'), redact(text));
    return bare.replace(/\d[\d ]{3,}\d/g, '‹number›').replace(/\p{Lu}[\p{Lu}'’-]*\p{Lu}/gu, '‹…›');
  };
}

function caseless(value: string): RegExp {
  return new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
}

function valuesOf(input: XmlValue): string[] {
  if (typeof input === 'string' || typeof input === 'number') return [String(input)];
  return Object.values(input).flatMap(valuesOf);
}
