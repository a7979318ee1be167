import { type SQL, sql } from 'drizzle-orm';
import { people } from './schema/index.ts';

/** Who is looked for: by the beginning of each word of a name, by part of a phone, by the beginning of an e-mail. */
export type PayerQuery =
  | { by: 'name'; words: readonly string[] }
  | { by: 'phone'; digits: string }
  | { by: 'email'; start: string };

// A database made with the locale C knows no Cyrillic letters, so that its `lower` leaves them as they are.
const FROM = 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯё«»"';
const TO = 'абвгдеежзийклмнопрстуфхцчшщъыьэюяе   ';

const like = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** Ids of people whom the query fits, to be asked of a column: case, ё and the way a phone is written make no difference. */
export function payersMatching(query: PayerQuery): SQL {
  return sql`select ${people.id} from ${people} where ${condition(query)}`;
}

function condition(query: PayerQuery): SQL {
  if (query.by === 'email') return sql`lower(${people.email}) like ${`${like(query.start.toLowerCase())}%`}`;
  if (query.by === 'phone') return sql`regexp_replace(${people.phone}, '\\D', '', 'g') like ${`%${query.digits}%`}`;
  const words = query.words.map((word) => {
    const start = `% ${like(word.toLowerCase().replaceAll('ё', 'е'))}%`;
    return sql`(' ' || translate(lower(${people.name}), ${FROM}, ${TO})) like ${start}`;
  });
  return sql.join(words, sql` and `);
}
