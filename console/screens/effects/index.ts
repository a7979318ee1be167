import type { Screen } from '../screen.ts';

export const effects: Screen[] = [
  {
    path: 'effects',
    title: { ru: 'Записи в системы', en: 'Writes' },
    permission: 'effects.read',
    nav: { group: 'control', icon: 'document' },
    help: 'console-deals#writes',
    load: () => import('./effects.tsx'),
  },
  {
    path: 'effects/:id',
    title: { ru: 'Запись в систему', en: 'A write' },
    permission: 'effects.read',
    help: 'console-deals#writes',
    load: () => import('./effect.tsx'),
  },
];
