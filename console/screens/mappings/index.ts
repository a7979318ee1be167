import type { Screen } from '../screen.ts';

export const mappings: Screen[] = [
  {
    path: 'mappings',
    title: { ru: 'Сопоставления', en: 'Mappings' },
    permission: 'mappings.read',
    nav: { group: 'setup', icon: 'map' },
    help: 'mapping',
    load: () => import('./mappings.tsx'),
  },
  {
    path: 'mappings/:kind/:name',
    title: { ru: 'Сопоставление', en: 'Mapping' },
    permission: 'mappings.read',
    help: 'mapping#add-a-field-in-ten-minutes',
    load: () => import('./mapping.tsx'),
  },
];
