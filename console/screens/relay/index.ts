import type { Screen } from '../screen.ts';

export const relay: Screen[] = [
  {
    path: 'routes',
    title: { ru: 'Маршруты', en: 'Routes' },
    permission: 'routes.read',
    nav: { group: 'setup', icon: 'right' },
    help: 'relay',
    load: () => import('./routes.tsx'),
  },
  {
    path: 'routes/new',
    title: { ru: 'Новый маршрут', en: 'New route' },
    permission: 'routes.manage',
    help: 'relay#what-a-route-says',
    load: () => import('./new-route.tsx'),
  },
  {
    path: 'routes/:id',
    title: { ru: 'Маршрут', en: 'Route' },
    permission: 'routes.read',
    help: 'relay#what-can-happen-to-an-event',
    load: () => import('./route.tsx'),
  },
];
