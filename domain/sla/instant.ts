/** A moment, as milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Half open: `start` belongs to it, `end` does not. */
export interface Period {
  start: Instant;
  end: Instant;
}
