import { isProblem } from '../../api/problem.ts';
import type { Values } from './option-fields.tsx';

/** What a person filled in; what was left or made empty is left out. */
export const entered = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));

/** What the hub says against single fields, by the field's own name. */
export function fieldErrorsOf(error: unknown): Record<string, string> {
  if (!isProblem(error)) return {};
  return Object.fromEntries(
    error.errors.map(({ path, message }) => [path.replace(/^options\./, '').split('.')[0] ?? path, message]),
  );
}
