import type { Screen } from '../screen.ts';

export const connections: Screen[] = [
  {
    path: 'connections',
    title: { ru: 'Подключения', en: 'Connections' },
    permission: 'connections.read',
    nav: { group: 'setup', icon: 'plug' },
    help: 'console-connections',
    load: () => import('./connections.tsx'),
  },
  {
    path: 'connections/new',
    title: { ru: 'Новое подключение', en: 'New connection' },
    permission: 'connections.manage',
    help: 'console-connections#connect-a-system',
    load: () => import('./new-connection.tsx'),
  },
  {
    path: 'connections/:id',
    title: { ru: 'Подключение', en: 'Connection' },
    permission: 'connections.read',
    help: 'console-connections#one-connection',
    load: () => import('./connection.tsx'),
  },
];
