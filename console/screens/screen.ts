import type { ComponentType } from 'react';
import type { Permission } from '../api/session.ts';
import type { Sentence } from '../i18n/dictionary.ts';
import type { IconName } from '../ui/icon.tsx';

/** Parts of the navigation, in their order. */
export const NAV_GROUPS = {
  now: { ru: 'Сейчас', en: 'Now' },
  work: { ru: 'Работа', en: 'Work' },
  setup: { ru: 'Настройка', en: 'Set-up' },
  control: { ru: 'Контроль', en: 'Control' },
} as const satisfies Record<string, Sentence>;

/** One route of the console. */
export interface Screen {
  /** As react-router spells it, without a leading slash: `connections/:id`. */
  path: string;
  title: Sentence;
  /** Asked before the screen is loaded; those who lack it are told so. */
  permission: Permission;
  /** Where the navigation shows it; absent for screens reached from others. */
  nav?: { group: keyof typeof NAV_GROUPS; icon: IconName };
  /** Page of the docs that "?" opens, with an anchor where it helps: `operate#when-something-stands-still`. */
  help: string;
  load: () => Promise<{ default: ComponentType }>;
}
