import type { Screen } from '../screen.ts';

export const jobs: Screen[] = [
  {
    path: 'jobs',
    title: { ru: 'Массовые задания', en: 'Bulk jobs' },
    permission: 'jobs.read',
    nav: { group: 'work', icon: 'jobs' },
    help: 'console-jobs',
    load: () => import('./jobs.tsx'),
  },
  {
    path: 'jobs/:id',
    title: { ru: 'Массовое задание', en: 'Bulk job' },
    permission: 'jobs.read',
    help: 'console-jobs#a-first-sync',
    load: () => import('./job.tsx'),
  },
];
