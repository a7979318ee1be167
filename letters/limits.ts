/** What a template and its result may come to at most. Sizes in characters or bytes, times in milliseconds. */
export const LIMITS = {
  textChars: 20_000,
  renderMs: 500,
  /** Objects that filling one text may make. */
  memory: 1_000_000,
  htmlBytes: 500_000,
  docxBytes: 700_000,
  zip: { files: 300, unpackedBytes: 20_000_000, ratio: 200 },
  pages: 60,
} as const;
