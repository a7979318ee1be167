/** A record of the CRM that may be the person or company at hand. */
export interface MatchCandidate {
  id: string;
  by: 'mark' | 'phone' | 'email';
  /** From `namesAgree`; null when one side has no name. */
  nameAgrees: boolean | null;
  /** Already linked to another person or company of the booking system. */
  taken: boolean;
}

export type MatchDecision =
  | { kind: 'attach'; id: string /** Further records with our mark: an accident to report. */; surplus: string[] }
  | { kind: 'create' }
  | { kind: 'ambiguous'; ids: string[]; reason: 'several' | 'name_differs' | 'email_only' };

/**
 * Decides whether a person or company of the booking system is one that the CRM already knows.
 *
 * Our mark is proof, the lowest id wins. A phone is good evidence when it leads to one free record whose name does not contradict; an e-mail alone,
 * often shared by a family or an office, needs the name to agree. Anything else is for a person: a wrong join cannot be undone cleanly.
 */
export function decideMatch(candidates: readonly MatchCandidate[]): MatchDecision {
  const marked = idsOf(candidates.filter((candidate) => candidate.by === 'mark'));
  const [first, ...surplus] = marked;
  if (first !== undefined) return { kind: 'attach', id: first, surplus };
  const free = candidates.filter((candidate) => !candidate.taken);
  const ids = idsOf(free);
  const [id] = ids;
  if (id === undefined) return { kind: 'create' };
  if (ids.length > 1) return { kind: 'ambiguous', ids, reason: 'several' };
  if (free.some((candidate) => candidate.nameAgrees === false)) return { kind: 'ambiguous', ids, reason: 'name_differs' };
  const proven = free.some((candidate) => candidate.by === 'phone' || candidate.nameAgrees === true);
  return proven ? { kind: 'attach', id, surplus: [] } : { kind: 'ambiguous', ids, reason: 'email_only' };
}

function idsOf(candidates: readonly MatchCandidate[]): string[] {
  return [...new Set(candidates.map((candidate) => candidate.id))].sort((a, b) => a.length - b.length || a.localeCompare(b));
}
