/** Deletions of one connection within an hour, against the records that are linked there. */
export interface DeletionWave {
  deleted: number;
  linked: number;
}

export const DELETIONS_WINDOW_MS = 3_600_000;
/** Fewer than this are a day's work, whatever share they are; from the second figure on a person is asked, however many records there are. */
const FEW = 10;
const MANY = 200;
const SHARE = 0.05;

/** Whether the newest of these deletions may be believed, or a person must look first. */
export function deletionsVerdict({ deleted, linked }: DeletionWave): 'believe' | 'hold' {
  if (deleted <= FEW) return 'believe';
  return deleted >= MANY || deleted >= linked * SHARE ? 'hold' : 'believe';
}
