import type { z } from 'zod';
import type { ApiRoutes } from '../../server/api/routes.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Paths that answer to a method, as the server's routes spell them: `/links/{id}`. */
export type PathOf<M extends Method> = Extract<ApiRoutes, { method: M }>['path'];

type Table = { [Route in ApiRoutes as `${Route['method']} ${Route['path']}`]: Route };
type RouteAt<M extends Method, P extends string> = Table[`${M} ${P}` & keyof Table];

type JsonIn<Part> = Part extends { content: { 'application/json': { schema: infer Schema extends z.ZodType } } } ? Schema : never;

/** A query value is text on the wire: what the server coerces may be given as text or number. */
type Asked<Value> = { [Key in keyof Value]: unknown extends Value[Key] ? string | number : Value[Key] };

type ParamsPart<R> = R extends { request: { params: infer S extends z.ZodType } } ? { params: Asked<z.input<S>> } : unknown;
type QueryPart<R> = R extends { request: { query: infer S extends z.ZodType } }
  ? Record<never, never> extends Asked<z.input<S>>
    ? { query?: { [Key in keyof Asked<z.input<S>>]: Asked<z.input<S>>[Key] | undefined } }
    : { query: Asked<z.input<S>> }
  : unknown;
type BodyPart<R> = R extends { request: { body: infer B } }
  ? B extends { required: true }
    ? { body: z.input<JsonIn<B>> }
    : { body?: z.input<JsonIn<B>> }
  : unknown;

/** What a call needs besides its path. */
export type RequestOf<M extends Method, P extends string> = ParamsPart<RouteAt<M, P>> &
  QueryPart<RouteAt<M, P>> &
  BodyPart<RouteAt<M, P>>;

type Success = 200 | 201 | 202;
type Successes<R> = R extends { responses: infer Responses }
  ? Extract<keyof Responses, Success> extends never
    ? undefined
    : { [Status in keyof Responses & Success]: z.output<JsonIn<Responses[Status]>> }[keyof Responses & Success]
  : never;

/** What a call answers when it succeeds; nothing for routes that answer 204 only. */
export type AnswerOf<M extends Method, P extends string> = Successes<RouteAt<M, P>>;

/** One row of a list answer. */
export type ItemOf<P extends PathOf<'get'>> = AnswerOf<'get', P> extends { items: (infer Item)[] } ? Item : never;

/** The request argument, left out where nothing in it is required. */
export type Given<M extends Method, P extends string> =
  Record<never, never> extends RequestOf<M, P>
    ? [request?: RequestOf<M, P> & CallOptions]
    : [request: RequestOf<M, P> & CallOptions];

export interface CallOptions {
  signal?: AbortSignal;
  /** Commands only: one key for one intent, kept over repeats. */
  idempotencyKey?: string;
}
