import type { DocumentCategory } from '../booking/ports.ts';
import type { Sentence } from '../errors.ts';
import type { PackClaim, PackPolicy, TourType } from './types.ts';
import { CATEGORY_WORDS } from './words.ts';

/** Once taken, the booking system counts them as handed out: they are not asked for before everything is paid. */
export const HANDED_OUT: readonly DocumentCategory[] = [
  'medical_insurance',
  'voucher',
  'ticket',
  'cancellation_insurance',
  'service_voucher',
];

export interface PolicyMistake {
  /** Dotted, such as `parts.1.documents`. */
  path: string;
  message: Sentence;
}

/** Every mistake of a policy that its form does not show; empty for one that may be used. */
export function checkPolicy(policy: PackPolicy): PolicyMistake[] {
  const mistakes: PolicyMistake[] = [];
  const say = (path: string, ru: string, en: string) => mistakes.push({ path, message: { ru, en } });
  const names = new Set<string>();
  const taken = new Map<DocumentCategory, string>();
  policy.parts.forEach(({ part, documents, requires }, index) => {
    if (names.has(part)) say(`parts.${index}.part`, 'Часть с таким именем уже есть', 'There is a part of this name already');
    names.add(part);
    for (const category of documents) {
      const word = CATEGORY_WORDS[category];
      if (taken.has(category))
        say(`parts.${index}.documents`, `«${word.ru}» уже в другой части`, `“${word.en}” is in another part already`);
      taken.set(category, part);
      if (HANDED_OUT.includes(category) && requires.payment !== 'fully')
        say(
          `parts.${index}.requires`,
          `«${word.ru}» считается выданным, как только его скачали: нужна полная оплата`,
          `“${word.en}” counts as handed out once it is downloaded: it requires full payment`,
        );
    }
  });
  return mistakes;
}

/** The policy for a claim: the first that names its kind of tour and of buyer. Null: documents of such claims are not sent. */
export function policyFor<Policy extends PackPolicy>(policies: readonly Policy[], claim: PackClaim): Policy | null {
  const tour = tourTypeOf(claim);
  const buyer = claim.buyer?.kind ?? 'person';
  return policies.find(({ tours, buyers }) => tours.includes(tour) && buyers.includes(buyer)) ?? null;
}

export function tourTypeOf({ services }: Pick<PackClaim, 'services'>): TourType {
  const has = (wanted: string) => services.some(({ kind }) => kind === wanted);
  if (has('hotel')) return has('transport') ? 'package' : 'accommodation';
  return has('transport') ? 'transport' : 'services';
}
