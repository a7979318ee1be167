import type { Screen } from '../screen.ts';

export const audit: Screen[] = [
  {
    path: 'audit',
    title: { ru: 'Аудит', en: 'Audit' },
    permission: 'audit.read',
    nav: { group: 'control', icon: 'audit' },
    help: 'console-audit',
    load: () => import('./audit.tsx'),
  },
];
