import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Language } from './language.ts';
import { language } from './language.ts';

/** A sentence in both languages, as the API gives titles and reasons. */
export interface Sentence {
  ru: string;
  en: string;
}

type Words = Record<string, string>;
type Stem<Key> = Key extends `${infer Word}_${'one' | 'few' | 'many' | 'other'}` ? Word : Key;

/** Keys of a dictionary; plural forms (`rows_one`, `rows_few` …) are one key, `rows`. */
export type KeyOf<Ru extends Words> = Stem<keyof Ru & string>;

/** Says one of the words; `count` chooses the plural form and stands for {{count}}. */
export type Say<Key extends string> = (key: Key, values?: Record<string, string | number>) => string;

export interface Dictionary<Key extends string> {
  name: string;
  /** For code outside components. */
  say: Say<Key>;
}

/**
 * The words of one screen. Russian names the keys; English must have the same ones.
 * Plurals by CLDR: Russian `_one _few _many _other`, English `_one _other`.
 */
export function dictionary<Ru extends Words, En extends Words>(
  name: string,
  words: { ru: Ru; en: En & (KeyOf<Ru> extends KeyOf<En> ? (KeyOf<En> extends KeyOf<Ru> ? unknown : never) : never) },
): Dictionary<KeyOf<Ru>> {
  for (const [lng, texts] of Object.entries(words)) i18next.addResourceBundle(lng, name, texts, true, true);
  return { name, say: (key, values) => i18next.t(key, { ns: name, ...values }) };
}

export interface Spoken<Key extends string> {
  t: Say<Key>;
  language: Language;
  /** The viewer's language of a sentence that the API gave in both. */
  of(sentence: Sentence): string;
  /** The word for a code of the API: `code('state', 'dead')` is the word `state_dead`; a code that has none yet stands for itself. */
  code(prefix: string, value: string): string;
}

/** The words of a screen in the viewer's language; the component follows a change of it. */
export function useWords<Key extends string>({ name }: Dictionary<Key>): Spoken<Key> {
  const { t, i18n } = useTranslation(name);
  return {
    t: (key, values) => t(key, values ?? {}),
    language: language(),
    of: (sentence) => sentence[language()],
    code: (prefix, value) => (i18n.exists(`${prefix}_${value}`, { ns: name }) ? t(`${prefix}_${value}`) : value),
  };
}
