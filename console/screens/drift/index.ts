import type { Screen } from '../screen.ts';

export const drift: Screen[] = [
  {
    path: 'drift',
    title: { ru: 'Сверка', en: 'Drift' },
    permission: 'drift.read',
    nav: { group: 'control', icon: 'chart' },
    help: 'console-drift',
    load: () => import('./runs.tsx'),
  },
  {
    path: 'drift/:id',
    title: { ru: 'Сверка', en: 'Comparison' },
    permission: 'drift.read',
    help: 'console-drift#a-comparison',
    load: () => import('./run.tsx'),
  },
];
