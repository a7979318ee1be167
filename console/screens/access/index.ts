import type { Screen } from '../screen.ts';

export const access: Screen[] = [
  {
    path: 'access',
    title: { ru: 'Доступ', en: 'Access' },
    permission: 'access.read',
    nav: { group: 'control', icon: 'people' },
    help: 'console-access',
    load: () => import('./access.tsx'),
  },
];
