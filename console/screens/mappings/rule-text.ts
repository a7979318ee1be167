/** A rule as the guided form knows it. */
export interface NewRule {
  id: string;
  from: string[];
  to: string;
  via: string | null;
  owner: string;
  onMissing: 'null' | 'skip' | 'error';
  pii: boolean;
  lookup: NewDictionary | null;
}

export interface NewDictionary {
  name: string;
  values: { [key: string]: string };
  /** Empty: a key without a value is an error of the spec. */
  fallback: string;
}

/** A name for a rule after the last step of its path, unlike those that are taken: `dates.prepayDue` is `prepay-due`. */
export function ruleId(path: string, taken: readonly string[]): string {
  const last = path.split(/[.@]/).at(-1) ?? 'field';
  const id = last
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-');
  if (!taken.includes(id)) return id;
  let number = 2;
  while (taken.includes(`${id}-${number}`)) number += 1;
  return `${id}-${number}`;
}

/** The text with one rule more, beside rules that read from the same part of the record; comments and everything else stay as they are. */
export function withRule(text: string, rule: NewRule): { text: string; line: number } {
  const lines = text.split('\n');
  const at = placeFor(lines, rule.from[0] ?? '');
  lines.splice(at, 0, ruleLine(rule));
  const whole = rule.lookup === null ? lines.join('\n') : withDictionary(lines, rule.lookup);
  return { text: whole, line: at + 1 };
}

function ruleLine({ id, from, to, via, owner, onMissing, pii, lookup }: NewRule): string {
  const [only] = from;
  const parts = [
    `id: ${id}`,
    `from: ${from.length === 1 ? only : `[${from.join(', ')}]`}`,
    `to: ${to}`,
    ...(via === null ? [] : [`via: [${via}]`]),
    ...(lookup === null ? [] : [`lookup: ${lookup.name}`]),
    ...(onMissing === 'null' ? [] : [`onMissing: ${onMissing}`]),
    `owner: ${owner}`,
    ...(pii ? ['pii: person'] : []),
  ];
  return `  - { ${parts.join(', ')} }`;
}

/** Behind the last one-line rule of the same part, else behind the last rule. */
function placeFor(lines: readonly string[], path: string): number {
  const begin = lines.findIndex((line) => /^rules:/.test(line)) + 1;
  const after = lines.findIndex((line, index) => index >= begin && /^[^\s#]/.test(line));
  let end = after < 0 ? lines.length : after;
  while (end > begin && /^\s*(#.*)?$/.test(lines[end - 1] ?? '')) end -= 1;
  const part = path.split('.')[0] ?? '';
  for (let index = end - 1; index >= begin && path.includes('.'); index -= 1) {
    const line = lines[index] ?? '';
    if (/^\s*- \{.*\}\s*$/.test(line) && line.includes(`from: ${part}.`)) return index + 1;
  }
  return end;
}

/** Values are quoted: they are words of people. */
function withDictionary(lines: string[], { name, values, fallback }: NewDictionary): string {
  const entries = Object.entries(values).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const block = [
    `  ${name}:`,
    `    values: { ${entries.join(', ')} }`,
    ...(fallback === '' ? [] : [`    fallback: ${JSON.stringify(fallback)}`]),
  ];
  const at = lines.findIndex((line) => /^dictionaries:/.test(line));
  if (at >= 0) lines.splice(at + 1, 0, ...block);
  else lines.push(...(lines.at(-1) === '' ? [] : ['']), 'dictionaries:', ...block, '');
  return lines.join('\n');
}
