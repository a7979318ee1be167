import type { Screen } from '../screen.ts';

export const documents: Screen[] = [
  {
    path: 'documents',
    title: { ru: 'Документы', en: 'Documents' },
    permission: 'documents.read',
    nav: { group: 'work', icon: 'files' },
    help: 'console-documents',
    load: () => import('./documents.tsx'),
  },
  {
    path: 'documents/:id',
    title: { ru: 'Документы по заявке', en: 'Documents of a claim' },
    permission: 'documents.read',
    help: 'console-documents#the-pack',
    load: () => import('./pack.tsx'),
  },
  {
    path: 'document-resends',
    title: { ru: 'Массовые отправки документов', en: 'Bulk resends of documents' },
    permission: 'documents.read',
    help: 'console-documents#many-at-once',
    load: () => import('./resends.tsx'),
  },
  {
    path: 'document-preview',
    title: { ru: 'Что ушло бы по заявке', en: 'What a claim would get' },
    permission: 'documents.read',
    help: 'console-documents#before-it-goes',
    load: () => import('./preview.tsx'),
  },
];
