import { z } from 'zod';
import { byOffset, PAGE_SIZE } from './paging.ts';
import type { Rest } from './rest.ts';
import { exactNumber } from './values.ts';
import { idText, phpList } from './wire.ts';

/** An employee. What is shown depends on the permission; robots and system users are never shown. */
export interface User {
  id: string;
  active: boolean;
  name: string;
  lastName: string;
  email: string;
  position: string;
}

export interface Users {
  /** On whose behalf the hub works. */
  current(): Promise<User>;
  /** Those that exist, in the order of their ids. */
  byIds(ids: readonly string[]): Promise<User[]>;
  byEmail(email: string): Promise<User | null>;
  active(): Promise<User[]>;
}

const user = z
  .object({
    ID: idText,
    ACTIVE: z.union([z.boolean(), z.string().transform((flag) => flag === 'Y')]).catch(true),
    NAME: z.string().nullish(),
    LAST_NAME: z.string().nullish(),
    EMAIL: z.string().nullish(),
    WORK_POSITION: z.string().nullish(),
  })
  .transform(
    (raw): User => ({
      id: raw.ID,
      active: raw.ACTIVE,
      name: raw.NAME ?? '',
      lastName: raw.LAST_NAME ?? '',
      email: (raw.EMAIL ?? '').toLowerCase(),
      position: raw.WORK_POSITION ?? '',
    }),
  );

export function createUsers(rest: Rest): Users {
  /** This family has `SORT` and `ORDER` in place of `order`. */
  const all = (filter: object): Promise<User[]> =>
    byOffset(async (start) => {
      const { result, total } = await rest.read('user.get', { FILTER: filter, SORT: 'ID', ORDER: 'ASC', start }, phpList(user));
      return { rows: result, total };
    });

  return {
    current: async () => (await rest.read('user.current', {}, user)).result,
    async byIds(ids) {
      const chunks = Array.from({ length: Math.ceil(ids.length / PAGE_SIZE) }, (_, at) =>
        ids.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE).map(exactNumber),
      );
      return (await Promise.all(chunks.map((ID) => all({ ID })))).flat();
    },
    byEmail: async (email) => (await all({ EMAIL: email.trim().toLowerCase() }))[0] ?? null,
    active: () => all({ ACTIVE: true }),
  };
}
