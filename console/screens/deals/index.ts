import type { Screen } from '../screen.ts';

export const deals: Screen[] = [
  {
    path: 'deals',
    title: { ru: 'Сделки', en: 'Deals' },
    permission: 'links.read',
    nav: { group: 'work', icon: 'link' },
    help: 'console-deals',
    load: () => import('./deals.tsx'),
  },
  {
    path: 'deals/:id',
    title: { ru: 'Паспорт записи', en: 'Passport of a record' },
    permission: 'links.read',
    help: 'console-deals#the-passport',
    load: () => import('./deal.tsx'),
  },
];
