import { Builder, Parser } from 'xml2js';

const MAX_ELEMENTS = 500_000;
const MAX_DEPTH = 64;

/** One element: names without prefixes, attributes as written, children in their order. */
export interface XmlNode {
  name: string;
  attributes: { [name: string]: string };
  children: XmlNode[];
  text: string;
}

/** Thrown for what is no XML, or more of it than is reasonable. */
export class XmlError extends Error {
  constructor(reason: string) {
    super(`Unreadable XML: ${reason}`);
    this.name = 'XmlError';
  }
}

interface RawNode {
  '#name': string;
  $?: { [name: string]: string };
  $$?: RawNode[];
  _?: string;
}

/**
 * Reads a document. Document types are refused, so no entity can be declared; the named entities of HTML are read as their characters.
 * @throws XmlError
 */
export function parseXml(text: string): XmlNode {
  if (/<!DOCTYPE/i.test(text)) throw new XmlError('document type');
  if (text.split('<', MAX_ELEMENTS * 2 + 1).length > MAX_ELEMENTS * 2) throw new XmlError('too many elements');
  const parser = new Parser({ explicitRoot: false, explicitChildren: true, preserveChildrenOrder: true, async: false });
  let root: RawNode | null = null;
  let failure: Error | null = null;
  parser.parseString(text, (error, result) => {
    failure = error;
    root = result;
  });
  if (failure) throw new XmlError(firstLine(failure));
  if (!root) throw new XmlError('empty');
  return toNode(root, 0);
}

function toNode(raw: RawNode, depth: number): XmlNode {
  if (depth > MAX_DEPTH) throw new XmlError('too deep');
  return {
    name: local(raw['#name']),
    attributes: { ...raw.$ },
    children: (raw.$$ ?? []).map((child) => toNode(child, depth + 1)),
    text: (raw._ ?? '').trim(),
  };
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function firstLine(error: Error): string {
  return error.message.split('\n', 1)[0] ?? '';
}

/** The child of that name, or null. */
export function child(node: XmlNode | null, name: string): XmlNode | null {
  return node?.children.find((candidate) => candidate.name === name) ?? null;
}

/** All children of that name, in order. */
export function children(node: XmlNode | null, name: string): XmlNode[] {
  return node?.children.filter((candidate) => candidate.name === name) ?? [];
}

/** The node at a path of child names, or null. */
export function descend(node: XmlNode | null, ...path: string[]): XmlNode | null {
  return path.reduce((at, name) => child(at, name), node);
}

/** What a builder takes: `$` attributes, `_` text, other keys child elements (a list repeats the element). */
export type XmlInput = { [key: string]: XmlValue };
export type XmlValue = string | number | XmlInput | XmlValue[];

/** Writes one element on one line, without a declaration; characters that XML cannot hold are dropped. */
export function buildXml(name: string, content: XmlValue): string {
  const builder = new Builder({ headless: true, renderOpts: { pretty: false } });
  return builder.buildObject({ [name]: legal(content) });
}

function legal(value: XmlValue): XmlValue {
  if (typeof value === 'string') return value.replace(ILLEGAL, '');
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map(legal);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, legal(inner)]));
}

/** Everything outside the Char production of XML 1.0, lone surrogates included. */
const ILLEGAL = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
