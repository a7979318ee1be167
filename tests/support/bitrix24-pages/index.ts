import type { Probes } from '../bitrix24-world.ts';
import { activityPages } from './activities.ts';
import { workPages } from './calls-and-tasks.ts';
import { diskPages } from './disk.ts';
import { documentPages } from './documents.ts';
import { legacyPages } from './legacy.ts';
import { openlinePages } from './openlines.ts';
import { salePages } from './sale.ts';
import { systemPages } from './system.ts';
import { timelinePages } from './timeline.ts';
import { universalPages } from './universal.ts';

/** How each page of the documentation is played. */
export const probes: Probes = {
  ...systemPages,
  ...legacyPages,
  ...universalPages,
  ...timelinePages,
  ...activityPages,
  ...documentPages,
  ...salePages,
  ...openlinePages,
  ...workPages,
  ...diskPages,
};
