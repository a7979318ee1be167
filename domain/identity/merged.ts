/** Where the deals of a payer point, now that the payer's own record is gone. */
export interface SuccessorEvidence {
  id: string;
  /** The record holds a phone or e-mail that the lost one had. */
  sharesContact: boolean;
  /** From `namesAgree`; null when one side has no name. */
  nameAgrees: boolean | null;
}

export type GoneDecision =
  | { kind: 'deleted' }
  /** The CRM merged the record into this one. */
  | { kind: 'merged'; into: string }
  | { kind: 'ambiguous'; ids: string[] };

/**
 * Tells a merge from a deletion. A merge moves the lost record's deals, phones and e-mails to the one that stays; after a deletion its deals point to nobody,
 * or to somebody else who was there before. Several successors, or one that shares nothing, are for a person.
 */
export function decideGone(successors: readonly SuccessorEvidence[]): GoneDecision {
  const heirs = successors.filter((one) => one.sharesContact);
  const [heir] = heirs;
  if (heir !== undefined && heirs.length === 1) return { kind: 'merged', into: heir.id };
  if (heirs.length > 1) return { kind: 'ambiguous', ids: heirs.map(({ id }) => id) };
  const namesakes = successors.filter((one) => one.nameAgrees === true);
  return namesakes.length === 0 ? { kind: 'deleted' } : { kind: 'ambiguous', ids: namesakes.map(({ id }) => id) };
}
