import type { Screen } from '../screen.ts';

export const alerts: Screen[] = [
  {
    path: 'alerts',
    title: { ru: 'Оповещения', en: 'Alerts' },
    permission: 'alerts.read',
    nav: { group: 'now', icon: 'bell' },
    help: 'alerts',
    load: () => import('./alerts.tsx'),
  },
  {
    path: 'alert-rules',
    title: { ru: 'Правила оповещений', en: 'Alert rules' },
    permission: 'alerts.read',
    help: 'alerts#rules',
    load: () => import('./rules.tsx'),
  },
  {
    path: 'outgoing',
    title: { ru: 'Исходящие сообщения', en: 'Outgoing messages' },
    permission: 'deliveries.read',
    nav: { group: 'work', icon: 'mail' },
    help: 'alerts#messages-to-people',
    load: () => import('./outgoing.tsx'),
  },
];
