import { HubError } from '../../domain/errors.ts';

export const PAGE_SIZE = 50;

/**
 * Every row of a list, page by page after the last id seen: rows that appear or vanish meanwhile shift nothing. A page that fails fails the whole,
 * so that what is absent from the result was absent from the portal.
 */
export async function byKeyset<Row extends { id: string }>(page: (afterId: string | null) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let afterId: string | null = null; ; ) {
    const found: Row[] = await page(afterId);
    rows.push(...found);
    afterId = found.at(-1)?.id ?? null;
    if (found.length < PAGE_SIZE) return rows;
  }
}

export interface OffsetPage<Row> {
  rows: Row[];
  /** Rows in all, as the portal counts them with each page. */
  total: number | undefined;
}

/**
 * Every row of a list that can be read by offset only.
 * @throws HubError `transient` when it changed while it was read, so that rows may have slipped through
 */
export async function byOffset<Row extends { id: string }>(page: (start: number) => Promise<OffsetPage<Row>>): Promise<Row[]> {
  const rows = new Map<string, Row>();
  let counted: number | undefined;
  for (let start = 0; ; start += PAGE_SIZE) {
    const { rows: found, total } = await page(start);
    if (start > 0 && total !== counted) throw listMoved();
    counted = total;
    for (const row of found) rows.set(row.id, row);
    if (found.length < PAGE_SIZE) return [...rows.values()];
  }
}

function listMoved(): HubError {
  return new HubError({
    code: 'B24_LIST_MOVED',
    kind: 'transient',
    userMessage: {
      ru: 'Список в Битрикс24 изменился во время чтения. Узел прочитает его ещё раз.',
      en: 'A list in Bitrix24 changed while it was read. Uzel reads it again.',
    },
  });
}
