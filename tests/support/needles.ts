/** Pieces of personal data to look for, each in every form in which it might leak. */
export interface Needle {
  /** What it is a form of, for the message of a failed test. */
  of: string;
  pattern: RegExp;
}

const SHORTEST = 4;

/** Raw text in any case, digits only for what is a number, and base64 at each of its three alignments. */
export function needlesOf(values: readonly (string | null | undefined)[]): Needle[] {
  const distinct = new Set(
    values.filter((value): value is string => typeof value === 'string' && value.trim().length >= SHORTEST),
  );
  return [...distinct].flatMap((value) => {
    const digits = value.replace(/\D/g, '');
    const numeric = digits.length >= 7 && /^[\d\s()+-]+$/.test(value);
    const forms = [literal(value), ...base64Forms(value)];
    if (numeric) forms.push(new RegExp(`(?<!\\d)${digits}(?!\\d)`));
    // A phone is the same number with 7, 8 or nothing in front.
    if (numeric && digits.length === 11) forms.push(new RegExp(`(?<!\\d)[78]?${digits.slice(1)}(?!\\d)`));
    return forms.map((pattern) => ({ of: value, pattern }));
  });
}

export function occurrences(text: string, needles: readonly Needle[]): string[] {
  return [...new Set(needles.filter(({ pattern }) => pattern.test(text)).map(({ of }) => of))];
}

function literal(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(/^\d+$/.test(text) ? `(?<!\\d)${escaped}(?!\\d)` : escaped, 'iu');
}

/** What stays the same in base64 wherever the text stands in what was encoded: without the characters that share bits with its neighbours. */
function base64Forms(text: string): RegExp[] {
  if (Buffer.byteLength(text) < 6) return [];
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = encoded.slice(shift === 0 ? 0 : shift + 1, -2);
    return new RegExp(inner.replace(/[+/]/g, '\\$&'));
  });
}
