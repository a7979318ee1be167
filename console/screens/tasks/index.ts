import type { Screen } from '../screen.ts';

export const tasks: Screen[] = [
  {
    path: 'tasks',
    title: { ru: 'Задачи и конфликты', en: 'Tasks and conflicts' },
    permission: 'tasks.read',
    nav: { group: 'now', icon: 'task' },
    help: 'console-tasks',
    load: () => import('./tasks.tsx'),
  },
  {
    path: 'tasks/:id',
    title: { ru: 'Задача', en: 'Task' },
    permission: 'tasks.read',
    help: 'console-tasks#answers',
    load: () => import('./task.tsx'),
  },
];
