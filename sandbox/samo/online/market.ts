import { type Direction, directions, incOf } from '../catalogue.ts';
import { missingParameter } from '../export/error.ts';
import type { Parameters } from '../export/request.ts';
import type { ReferenceRow, References, Value } from '../gate/references.ts';
import type { Payload } from './envelope.ts';

/** What an action looks at. */
export interface Market {
  references: References;
  nowMs: number;
}

/** @throws ExportError when a parameter is missing */
export type Action = (parameters: Parameters, market: Market) => Payload;

/** The value of a parameter that the action cannot do without. */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') throw missingParameter(name);
  return value;
}

/** The whole number in a parameter, or what stands for it. */
export function whole(parameters: Parameters, name: string, fallback: number): number {
  const value = Number.parseInt(parameters[name] ?? '', 10);
  return Number.isNaN(value) ? fallback : value;
}

/** Rows that are on sale. */
export function onSale({ references }: Market, type: string): ReferenceRow[] {
  return references.rows(type).filter(({ deleted }) => !deleted);
}

/** A row as lists of the Online API show it. */
export function listed({ inc, values }: ReferenceRow): { [key: string]: Payload } & { id: number } {
  return { id: inc, name: text(values['name']), nameAlt: text(values['lname']) };
}

export function text(value: Value | undefined): string {
  return value === undefined || value === null ? '' : String(value);
}

/** What is sold from this town to this state; none when nothing is. */
export function directionOf(townFrom: number, state: number): Direction | undefined {
  return directions.find((each) => incOf(each.townFrom.key) === townFrom && incOf(each.state.key) === state);
}
