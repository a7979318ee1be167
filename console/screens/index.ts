import { access } from './access/index.ts';
import { alerts } from './alerts/index.ts';
import { approvals } from './approvals/index.ts';
import { audit } from './audit/index.ts';
import { connections } from './connections/index.ts';
import { deals } from './deals/index.ts';
import { documents } from './documents/index.ts';
import { drift } from './drift/index.ts';
import { effects } from './effects/index.ts';
import { events } from './events/index.ts';
import { jobs } from './jobs/index.ts';
import { mappings } from './mappings/index.ts';
import { overview } from './overview/index.ts';
import { payments } from './payments/index.ts';
import { relay } from './relay/index.ts';
import { schedules } from './schedules/index.ts';
import type { Screen } from './screen.ts';
import { tasks } from './tasks/index.ts';
import { templates } from './templates/index.ts';

/** Every screen of the console, in the order of the navigation. A screen is a folder; its `index.ts` exports its routes. */
export const screens: readonly Screen[] = [
  ...overview,
  ...approvals,
  ...tasks,
  ...deals,
  ...documents,
  ...payments,
  ...events,
  ...jobs,
  ...drift,
  ...effects,
  ...connections,
  ...alerts,
  ...templates,
  ...mappings,
  ...relay,
  ...schedules,
  ...audit,
  ...access,
];
