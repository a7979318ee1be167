import { asList, asText, type Wire, type WireMap } from '../wire.ts';
import { invalid } from './error.ts';

/** Whether an item meets all triples `[field, operator, value]`; a pair means equality. There is no likeness here. */
export function matches(item: WireMap, filter: readonly Wire[]): boolean {
  return filter.every((condition) => {
    const [field, second, third] = asList(condition);
    const [operator, wanted] = third === undefined ? ['=', second] : [asText(second), third];
    return holds(item[asText(field)] ?? null, operator, wanted ?? null);
  });
}

function holds(value: Wire, operator: string, wanted: Wire): boolean {
  const [text, bound] = [asText(value), asText(wanted)];
  switch (operator) {
    case '=':
      return text === bound;
    case '!=':
      return text !== bound;
    case '>':
      return compare(text, bound) > 0;
    case '>=':
      return compare(text, bound) >= 0;
    case '<':
      return compare(text, bound) < 0;
    case '<=':
      return compare(text, bound) <= 0;
    case 'in':
      return asList(wanted).some((one) => asText(one) === text);
    case 'between': {
      const [from, to] = asList(wanted).map(asText);
      return compare(text, from ?? '') >= 0 && compare(text, to ?? '') <= 0;
    }
    default:
      throw invalid('filter', `Unknown operator \`${operator}\``);
  }
}

function compare(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (left !== '' && right !== '' && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
}
