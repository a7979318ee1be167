import { customType, timestamp } from 'drizzle-orm/pg-core';

/** Ciphertext of the vault, or a digest: never text. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });

/** A moment, always with its zone. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** Id of the writing transaction: rows of finished transactions can be told from those still in flight. */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });
