import { type Rule, type Spec, sourcePaths } from './spec.ts';

/** Left paths under which systems keep what tells who a person is. */
const PERSONAL = /(^|\.)(buyer|tourists?|phones?|emails?|born|passport|latinName|contactName)(\.|$)/;
/** Records that are a person as a whole. */
const PEOPLE = new Set(['buyer', 'tourist', 'contact']);

/** The paths of a rule that lead to personal data, whether it is marked or not. */
export function personalSources(rule: Pick<Rule, 'from'>, spec: Pick<Spec, 'left'>): string[] {
  return sourcePaths(rule.from).filter(
    (path) => path !== 'buyer.kind' && (PERSONAL.test(path) || (PEOPLE.has(spec.left.entity) && path === 'name')),
  );
}
