import type { Json } from '../domain/json.ts';
import { maskValue } from './mask.ts';

/** Names under which systems pass what opens their doors. */
const SECRET_NAME = /token|secret|password|passwd|psw|auth|sign|apikey|api_key|session|cookie/i;
/** Names whose long numbers are numbers of records. */
const RECORD_NAME = /(?:^|[_\s])(?:id|ids|ts|no)$|[a-z](?:Id|ID|Ids|At)$|claim|deal|order|number|date|time|guid|uuid/i;
/** Under these names even numbers are about somebody. */
const ABOUT_SOMEBODY = /passport|document|^doc|tourist|traveller|insurance|card/i;
/** Codes, ids, moments, addresses of pages: what machines say to each other. */
const MACHINE_TEXT = /^[\w.:/@+-]{0,80}$/;
const LONG_NUMBER = /\d{9,}/;
const DEEPEST = 12;
const WIDEST = 200;

/**
 * A payload as it may be shown: its structure, and the values that are codes, ids, moments and amounts. Secrets, names, phones, e-mails, passports and any
 * text that a person may have written are replaced, by the name of the field and, where nothing is known of it, by how the value looks.
 */
export function redactPayload(value: Json, field = '', depth = 0, about = false): Json {
  const personal = about || ABOUT_SOMEBODY.test(field);
  if (SECRET_NAME.test(field) && typeof value !== 'object') return '‹secret›';
  if (depth > DEEPEST) return '‹…›';
  if (Array.isArray(value)) return value.slice(0, WIDEST).map((element) => redactPayload(element, field, depth + 1, about));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, WIDEST)
        .map(([name, inner]) => [name, redactPayload(inner, name, depth + 1, personal)]),
    );
  }
  if (personal && (typeof value === 'number' || typeof value === 'string')) return '‹personal›';
  if (typeof value === 'number') return LONG_NUMBER.test(String(value)) && !RECORD_NAME.test(field) ? '‹number›' : value;
  if (typeof value !== 'string') return value;
  const masked = maskValue(field, value);
  if (masked !== value || typeof masked !== 'string') return masked;
  if (!MACHINE_TEXT.test(value)) return `‹text, ${value.length}›`;
  return LONG_NUMBER.test(value) && !RECORD_NAME.test(field) ? '‹number›' : value;
}

/** A raw body as a tree: JSON, or a form in the bracket notation of PHP. Null for anything else, which is not shown. */
export function readBody(contentType: string, body: Uint8Array): Json | null {
  const text = new TextDecoder().decode(body);
  if (contentType.includes('json') || /^\s*[[{]/.test(text)) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      return null;
    }
  }
  if (!contentType.includes('form-urlencoded')) return null;
  const tree: { [name: string]: Json } = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/\]?\[|\]$/).filter((part) => part !== '' && part !== '__proto__');
    let place = tree;
    for (const part of path.slice(0, -1)) {
      const next = Object.hasOwn(place, part) ? place[part] : undefined;
      place = place[part] = typeof next === 'object' && next !== null && !Array.isArray(next) ? next : {};
    }
    place[path.at(-1) ?? name] = value;
  }
  return tree;
}
