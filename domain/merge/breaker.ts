/** How often the hub may write one field, or one record, within an hour. Systems that undo each other's values reach this; people hardly do. */
export const WRITES_PER_HOUR = { field: 16, record: 80 } as const;

export const BREAKER_WINDOW_MS = 3_600_000;

/** What the hub wrote of one record within the window. */
export interface RecentWrites {
  record: number;
  fields: { [field: string]: number };
}

/** Fields whose next write would be one too many; `record` when all of it must rest. */
export interface Tripped {
  record: boolean;
  fields: string[];
}

/** Whether a planned write belongs to a loop. Pure; a field that rests does not keep the others from moving. */
export function breaker(recent: RecentWrites, planned: readonly string[]): Tripped {
  return {
    record: recent.record >= WRITES_PER_HOUR.record,
    fields: planned.filter((field) => (recent.fields[field] ?? 0) >= WRITES_PER_HOUR.field),
  };
}
