import { Parser, processors } from 'xml2js';

/** Attributes of an element to write; `null` and `undefined` are left out, which is how SAMO shows what it does not have. */
export type Attributes = Record<string, string | number | null | undefined>;

/** One element as text. Children are already text. */
export function element(name: string, attributes: Attributes, ...children: string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
  const inside = children.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\n', '&#10;');
}

/** A parsed element: names without their prefixes. */
export interface XmlNode {
  attributes: Record<string, string>;
  text: string;
  children: Record<string, XmlNode[]>;
}

/** @throws Error when the text is not XML */
export async function parseXml(text: string): Promise<XmlNode> {
  const parser = new Parser({
    explicitRoot: false,
    explicitArray: true,
    tagNameProcessors: [processors.stripPrefix],
    attrNameProcessors: [processors.stripPrefix],
  });
  return toNode(await parser.parseStringPromise(text));
}

export function first(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children[name]?.[0];
}

/** Text of the first child of that name; empty when there is none. */
export function childText(node: XmlNode | undefined, name: string): string {
  return first(node, name)?.text ?? '';
}

function toNode(raw: unknown): XmlNode {
  if (typeof raw === 'string') return { attributes: {}, text: raw.trim(), children: {} };
  const node: XmlNode = { attributes: {}, text: '', children: {} };
  for (const [key, value] of Object.entries((raw ?? {}) as Record<string, unknown>)) {
    if (key === '$') node.attributes = value as Record<string, string>;
    else if (key === '_') node.text = String(value).trim();
    else node.children[key] = (value as unknown[]).map(toNode);
  }
  return node;
}
