import type { Screen } from '../screen.ts';

export const templates: Screen[] = [
  {
    path: 'templates',
    title: { ru: 'Шаблоны', en: 'Templates' },
    permission: 'templates.read',
    nav: { group: 'setup', icon: 'copy' },
    help: 'templates',
    load: () => import('./templates.tsx'),
  },
  {
    path: 'templates/:name',
    title: { ru: 'Шаблон', en: 'Template' },
    permission: 'templates.read',
    help: 'templates#writing',
    load: () => import('./template.tsx'),
  },
];
