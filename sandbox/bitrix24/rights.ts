import type { Portal } from './portal.ts';
import { VendorError } from './vendor-error.ts';

export const actions = ['read', 'add', 'update', 'delete'] as const;
export type Action = (typeof actions)[number];

/** How the legacy methods refuse: an empty code and a text. */
export const legacyDenial = () => new VendorError(400, '', 'Access denied.');
const denial = () => new VendorError(400, 'ACCESS_DENIED', 'Доступ запрещён');

/**
 * Passes if the portal's rights allow it. What is allowed is everything that no act has forbidden.
 *
 * @param subject `deal`, `lead`, `comment`, `payment` …
 * @throws VendorError ACCESS_DENIED, or what the family says instead
 */
export function permit(portal: Portal, subject: string, action: Action, refusal: () => VendorError = denial): void {
  if (portal.forbidden.has(`${subject}.${action}`)) throw refusal();
}
