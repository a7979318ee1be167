import type { Screen } from '../screen.ts';

export const overview: Screen[] = [
  {
    path: '',
    title: { ru: 'Что горит', en: 'Overview' },
    permission: 'overview.read',
    nav: { group: 'now', icon: 'pulse' },
    help: 'operate#is-it-well',
    load: () => import('./overview.tsx'),
  },
];
