import type * as actors from './actors.ts';
import type * as alerts from './alerts.ts';
import type * as approvals from './approvals.ts';
import type * as audit from './audit.ts';
import type * as calendars from './calendars.ts';
import type * as channelPolicies from './channel-policies.ts';
import type * as clockPolicies from './clock-policies.ts';
import type * as codec from './codec.ts';
import type * as connectionHealth from './connection-health.ts';
import type * as connections from './connections.ts';
import type * as deliveries from './deliveries.ts';
import type * as documentResends from './document-resends.ts';
import type * as documents from './documents.ts';
import type * as drift from './drift.ts';
import type * as effects from './effects.ts';
import type * as eventStory from './event-story.ts';
import type * as events from './events.ts';
import type * as install from './install.ts';
import type * as jobs from './jobs.ts';
import type * as keys from './keys.ts';
import type * as links from './links.ts';
import type * as live from './live.ts';
import type * as mappingTrials from './mapping-trials.ts';
import type * as mappings from './mappings.ts';
import type * as me from './me.ts';
import type * as merging from './merging.ts';
import type * as overview from './overview.ts';
import type * as packPolicies from './pack-policies.ts';
import type * as pairs from './pairs.ts';
import type * as payments from './payments.ts';
import type * as people from './people.ts';
import type * as preparation from './preparation.ts';
import type * as relayRoutes from './relay-routes.ts';
import type * as replays from './replays.ts';
import type * as reveal from './reveal.ts';
import type * as schedules from './schedules.ts';
import type * as sessions from './sessions.ts';
import type * as sharedLinks from './shared-links.ts';
import type * as systems from './systems.ts';
import type * as tasks from './tasks.ts';
import type * as templates from './templates.ts';
import type * as tokens from './tokens.ts';
import type * as units from './units.ts';
import type * as upkeep from './upkeep.ts';

/** What a module of the API exports by `createRoute`. */
type RoutesOf<Module> = Extract<Module[keyof Module], { method: string; path: string; responses: object }>;

/**
 * Every operation of the API as a type: what the console's client is made from. Nothing of this is loaded at run time.
 * A module under `api/` exports its routes and is named here.
 */
export type ApiRoutes =
  | RoutesOf<typeof alerts>
  | RoutesOf<typeof deliveries>
  | RoutesOf<typeof templates>
  | RoutesOf<typeof calendars>
  | RoutesOf<typeof clockPolicies>
  | RoutesOf<typeof channelPolicies>
  | RoutesOf<typeof codec>
  | RoutesOf<typeof sharedLinks>
  | RoutesOf<typeof actors>
  | RoutesOf<typeof connections>
  | RoutesOf<typeof connectionHealth>
  | RoutesOf<typeof documents>
  | RoutesOf<typeof documentResends>
  | RoutesOf<typeof packPolicies>
  | RoutesOf<typeof drift>
  | RoutesOf<typeof effects>
  | RoutesOf<typeof events>
  | RoutesOf<typeof eventStory>
  | RoutesOf<typeof install>
  | RoutesOf<typeof jobs>
  | RoutesOf<typeof keys>
  | RoutesOf<typeof links>
  | RoutesOf<typeof live>
  | RoutesOf<typeof overview>
  | RoutesOf<typeof mappings>
  | RoutesOf<typeof mappingTrials>
  | RoutesOf<typeof pairs>
  | RoutesOf<typeof preparation>
  | RoutesOf<typeof relayRoutes>
  | RoutesOf<typeof systems>
  | RoutesOf<typeof tasks>
  | RoutesOf<typeof audit>
  | RoutesOf<typeof me>
  | RoutesOf<typeof payments>
  | RoutesOf<typeof people>
  | RoutesOf<typeof schedules>
  | RoutesOf<typeof sessions>
  | RoutesOf<typeof tokens>
  | RoutesOf<typeof units>
  | RoutesOf<typeof merging>
  | RoutesOf<typeof approvals>
  | RoutesOf<typeof replays>
  | RoutesOf<typeof reveal>
  | RoutesOf<typeof upkeep>;
