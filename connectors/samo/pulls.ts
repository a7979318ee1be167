import { z } from 'zod';
import type { ClaimListItem, ClaimListQuery } from '../../domain/deals/ports.ts';
import { isHubError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { InboundEvent, PullResult } from '../sdk/contract.ts';
import type { SamoClient } from './client.ts';
import { hash } from './list.ts';

const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;

/**
 * Where a scan stands. `fresh` lists claims above the highest number seen, whatever their dates; `window` lists the claims whose tour
 * starts near today. The window is fixed when it opens, so that a scan that is taken up later goes on with the same question.
 */
const cursorShape = z.object({
  phase: z.enum(['fresh', 'window']),
  /** Highest claim number seen in any scan. */
  highest: z.string().nullable(),
  window: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** The next claim to list has a higher number than this. */
  after: z.string().nullable(),
  page: z.int().min(1),
});

type ScanCursor = z.infer<typeof cursorShape>;

/**
 * One page of the scan for changed claims: list and bulk status together make a claim's fingerprint.
 *
 * There is no feed of changes: a scan walks over all claims of the window, and the inbox drops what looks as it did before.
 * Pages are cut by claim number, so that claims that come or go in mid-scan shift nothing; where the list is not in the order of
 * numbers, by page number. What a shifted page misses, the next scan finds.
 */
export async function pullClaims(client: SamoClient, cursor: Json | null): Promise<PullResult> {
  const at = cursor === null ? start(null) : cursorShape.parse(cursor);
  const scan: ScanCursor = at.phase === 'window' && at.window === null ? { ...at, window: windowNow(client) } : at;
  const { items, pageCount } = await client.listClaims(queryOf(scan));
  const highest = items.reduce((top, { ref }) => higher(top, ref.number), scan.highest);
  const events = await hints(client, items);
  const seen = { ...scan, highest };

  if (items.length > 0 && pageCount > scan.page) return { events, cursor: nextPage(seen, items), complete: false };
  if (scan.phase === 'fresh')
    return { events, cursor: { ...seen, phase: 'window', window: null, after: null, page: 1 }, complete: false };
  return { events, cursor: start(highest), complete: true };
}

/** The first scan of all knows no highest number and begins with the window. */
function start(highest: string | null): ScanCursor {
  return { phase: highest === null ? 'window' : 'fresh', highest, window: null, after: highest, page: 1 };
}

function queryOf(scan: ScanCursor): ClaimListQuery {
  return {
    page: scan.page,
    pageSize: PAGE_SIZE,
    ...(scan.phase === 'window' && scan.window ? { tourStart: scan.window } : {}),
    ...(scan.after === null ? {} : { numbers: { from: String(BigInt(scan.after) + 1n) } }),
  };
}

function nextPage(scan: ScanCursor, items: readonly ClaimListItem[]): ScanCursor {
  const numbers = items.map(({ ref }) => ref.number);
  const last = numbers.at(-1);
  const ordered = numbers.every((number, index) => index === 0 || isHigher(number, numbers[index - 1] ?? null));
  if (scan.page === 1 && ordered && last !== undefined) return { ...scan, after: last };
  return { ...scan, page: scan.page + 1 };
}

async function hints(client: SamoClient, items: readonly ClaimListItem[]): Promise<InboundEvent[]> {
  const statuses = await statusesOf(client, items);
  return items.map(({ ref, fingerprint }) => ({
    kind: 'hint',
    entity: 'claim',
    id: ref.guid,
    number: ref.number,
    fingerprint: hash(`${fingerprint}/${statuses.get(ref.guid) ?? ''}`),
  }));
}

/** The status dataset shows the moment of an edit where the list shows its day. Installations without it are scanned by list alone. */
async function statusesOf(client: SamoClient, items: readonly ClaimListItem[]): Promise<Map<string, string>> {
  if (items.length === 0) return new Map();
  try {
    const rows = await client.getStatuses(items.map(({ ref }) => ref.guid));
    return new Map(rows.map((row) => [row.guid, row.fingerprint]));
  } catch (error) {
    if (isHubError(error) && (error.kind === 'config' || error.kind === 'permission')) return new Map();
    throw error;
  }
}

function windowNow(client: SamoClient): { from: string; to: string } {
  const { lookBackDays, lookAheadDays, zone } = client.options;
  const day = (offset: number) =>
    new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(client.clock.now() + offset * DAY_MS);
  return { from: day(-lookBackDays), to: day(lookAheadDays) };
}

function higher(top: string | null, number: string): string | null {
  return isHigher(number, top) ? number : top;
}

/** Numbers that are no integers never lead the scan. */
function isHigher(number: string, than: string | null): boolean {
  if (!/^\d+$/.test(number)) return false;
  return than === null || BigInt(number) > BigInt(than);
}
