import type { XmlNode } from '../sdk/xml.ts';

/** Reads the attributes of one element by name, whatever their case, and remembers which names were asked for. */
export interface Attributes {
  (name: string): string | undefined;
  /** Attributes that nobody asked for. */
  rest(): { name: string; value: string }[];
}

export function attributesOf(node: XmlNode | null): Attributes {
  const byName = new Map(Object.entries(node?.attributes ?? {}).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  const asked = new Set<string>();
  const read = (name: string) => {
    const lower = name.toLowerCase();
    asked.add(lower);
    return byName.get(lower)?.value;
  };
  return Object.assign(read, {
    rest: () => [...byName].filter(([lower]) => !asked.has(lower)).map(([, attribute]) => attribute),
  });
}
