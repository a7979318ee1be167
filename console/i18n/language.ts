import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'ru' | 'en';

const KEPT = 'uzel-language';

const isLanguage = (text: string | null): text is Language => text === 'ru' || text === 'en';

/** What the person chose in this browser, if anything. */
function kept(): Language | null {
  const text = localStorage.getItem(KEPT);
  return isLanguage(text) ? text : null;
}

// Dictionaries are added as their screens are loaded, so the languages must be there before any of them.
void i18next.use(initReactI18next).init({
  // Russian is the desk's language; English is for those who chose it.
  lng: kept() ?? 'ru',
  fallbackLng: false,
  resources: {},
  initAsync: false,
  interpolation: { escapeValue: false },
  react: { useSuspense: false, bindI18nStore: 'added' },
});
document.documentElement.lang = language();
i18next.on('languageChanged', () => {
  document.documentElement.lang = language();
});

export function language(): Language {
  return i18next.language === 'en' ? 'en' : 'ru';
}

export async function chooseLanguage(next: Language): Promise<void> {
  localStorage.setItem(KEPT, next);
  await i18next.changeLanguage(next);
}

/** Follows the account's language in a browser where nobody has chosen another. */
export async function followAccount(next: string): Promise<void> {
  if (kept() === null && isLanguage(next) && next !== language()) await i18next.changeLanguage(next);
}
