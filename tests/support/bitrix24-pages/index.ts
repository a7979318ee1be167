import type { Probes } from '../bitrix24-world.ts';
import { diskPages } from './disk.ts';
import { legacyPages } from './legacy.ts';
import { systemPages } from './system.ts';
import { timelinePages } from './timeline.ts';
import { universalPages } from './universal.ts';

/** How each page of the documentation is played. */
export const probes: Probes = {
  ...systemPages,
  ...legacyPages,
  ...universalPages,
  ...timelinePages,
  ...diskPages,
};
