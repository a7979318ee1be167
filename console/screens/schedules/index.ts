import type { Screen } from '../screen.ts';

export const schedules: Screen[] = [
  {
    path: 'schedules',
    title: { ru: 'Расписания', en: 'Schedules' },
    permission: 'schedules.read',
    nav: { group: 'setup', icon: 'clock' },
    help: 'console#schedules',
    load: () => import('./schedules.tsx'),
  },
];
