/** A column: its heading and what to read from a row, by dotted path. */
export type Columns = readonly (readonly [heading: string, path: string])[];

/** Rows as aligned text. Missing values are dashes; a sentence in two languages is shown in `language`. */
export function table(rows: readonly unknown[], columns: Columns, language: 'ru' | 'en'): string {
  const lines = [
    columns.map(([heading]) => heading),
    ...rows.map((row) => columns.map(([, path]) => cell(at(row, path), language))),
  ];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - width(text)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The value at a dotted path, undefined where the path leads nowhere. */
export function at(row: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), row);
}

/** The `items` of a list answer. */
export function itemsOf(answer: unknown): unknown[] {
  const items = at(answer, 'items');
  return Array.isArray(items) ? items : [];
}

export function cell(value: unknown, language: 'ru' | 'en'): string {
  if (value === undefined || value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isRecord(value)) return cell(value[language] ?? JSON.stringify(value), language);
  return String(value).replace(/\s+/g, ' ');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Code points, which is what Latin and Cyrillic text takes on a terminal. */
const width = (text: string) => [...text].length;
