import type { Screen } from '../screen.ts';

export const events: Screen[] = [
  {
    path: 'events',
    title: { ru: 'События', en: 'Events' },
    permission: 'events.read',
    nav: { group: 'work', icon: 'inbox' },
    help: 'console-events',
    load: () => import('./events.tsx'),
  },
  {
    path: 'events/:id',
    title: { ru: 'Событие', en: 'Event' },
    permission: 'events.read',
    help: 'console-events#one-event',
    load: () => import('./event.tsx'),
  },
  {
    path: 'replays',
    title: { ru: 'Повторы', en: 'Replays' },
    permission: 'events.read',
    help: 'console-events#replay-many',
    load: () => import('./replays.tsx'),
  },
];
