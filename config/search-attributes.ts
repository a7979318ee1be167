/** How Temporal indexes a search attribute. */
export type SearchAttributeType = 'Keyword' | 'Bool' | 'Datetime';

/**
 * What operations filter runs by in the Temporal UI. Visible to everyone who sees the UI and never encrypted: our own names and
 * business numbers only, never a person's name, phone or address.
 */
export const SEARCH_ATTRIBUTES = {
  /** `deals`, `documents`, `conversation`, `appeal` … */
  UzelProcess: 'Keyword',
  UzelConnection: 'Keyword',
  /** The number people know the subject by, such as the claim number. */
  UzelSubject: 'Keyword',
  UzelStage: 'Keyword',
  /** True while a person is waited for. */
  UzelAttention: 'Bool',
  /** The next deadline. */
  UzelDue: 'Datetime',
} as const satisfies Record<string, SearchAttributeType>;

export type SearchAttributeName = keyof typeof SEARCH_ATTRIBUTES;
