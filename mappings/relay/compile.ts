import { createHash } from 'node:crypto';
import type { Fields, Json } from '../../domain/json.ts';
import { compile } from '../engine/compile.ts';
import { predicate } from '../engine/conditions.ts';
import { functions } from '../engine/functions/index.ts';
import type { Library } from '../engine/spec.ts';
import type { Mapped } from '../engine/types.ts';
import { parseRoute, type RouteMapping } from './spec.ts';

/** A route ready to run: nothing is looked up or interpreted per event. */
export interface CompiledRoute {
  /** sha256 (hex) over rules, conditions and dictionaries. */
  hash: string;
  /** The spec with its conditions, as it is kept under the hash. */
  spec: Json;
  matches(event: Fields): boolean;
  map(event: Fields, constants: Fields): Mapped;
}

export const LIBRARY: Library = { specs: {}, dictionaries: {}, functions };

/** @throws SpecError when the route cannot run */
export function compileRoute(route: RouteMapping): CompiledRoute {
  const { spec, conditions } = parseRoute(route);
  const mapping = compile(spec, LIBRARY);
  const holds = predicate(conditions);
  return {
    hash: createHash('sha256')
      .update(JSON.stringify([mapping.hash, conditions]))
      .digest('hex'),
    spec: JSON.parse(JSON.stringify({ ...spec, conditions })) as Json,
    matches: holds,
    map: (event, constants) => mapping.toRight(event, { constants }),
  };
}
