/** What JSON can hold; the only shape in which values cross rooms before a schema gives them a type. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A record of one system as its connector presents it: field name → value. */
export type Fields = { [field: string]: Json };
