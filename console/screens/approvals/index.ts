import type { Screen } from '../screen.ts';

export const approvals: Screen[] = [
  {
    path: 'approvals',
    title: { ru: 'Согласования', en: 'Approvals' },
    permission: 'approvals.read',
    nav: { group: 'now', icon: 'shield' },
    help: 'console-approvals',
    load: () => import('./approvals.tsx'),
  },
];
