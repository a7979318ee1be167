import type { Screen } from '../screen.ts';

export const payments: Screen[] = [
  {
    path: 'payments',
    title: { ru: 'Оплаты', en: 'Payments' },
    permission: 'payments.read',
    nav: { group: 'work', icon: 'money' },
    help: 'payments#finding-a-payment',
    load: () => import('./payments.tsx'),
  },
  {
    path: 'payments/:id',
    title: { ru: 'Оплата', en: 'Payment' },
    permission: 'payments.read',
    help: 'payments#one-payment',
    load: () => import('./payment.tsx'),
  },
];
