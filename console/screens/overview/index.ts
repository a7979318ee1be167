import type { Screen } from '../screen.ts';

export const overview: Screen[] = [
  {
    path: '',
    title: { ru: 'Что горит', en: 'Overview' },
    permission: 'overview.read',
    nav: { group: 'now', icon: 'pulse' },
    help: 'console#overview',
    load: () => import('./overview.tsx'),
  },
];
