import type { PayloadKeys } from '../vault/codec.ts';
import type { Database } from './database.ts';
import { keyNames, type Vault } from './keys.ts';

const PAYLOAD_KEY = /^payloads:\d{4}-\d{2}$/;

/** Keys of workflow payloads: a new one each month, all of them readable while their rows are there. */
export function createPayloadKeys(db: Database, vault: Vault, now: () => Date): PayloadKeys {
  return {
    current: () => vault.obtainKey(db, keyNames.payloads(now())),
    async byId(id) {
      // What asks may come from outside: no other key is lent to it, and none is made for it.
      const key = PAYLOAD_KEY.test(id) ? await vault.findKey(db, id) : null;
      if (!key) throw new Error('a payload names a key that is not there');
      return key;
    },
  };
}
