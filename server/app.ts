import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { requestId } from 'hono/request-id';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import { addActors } from './api/actors.ts';
import { addAlerts } from './api/alerts.ts';
import { addApprovals } from './api/approvals.ts';
import { addAudit } from './api/audit.ts';
import { addCalendars } from './api/calendars.ts';
import { addChannelPolicies } from './api/channel-policies.ts';
import { addClockPolicies } from './api/clock-policies.ts';
import { addCodec } from './api/codec.ts';
import { addConnectionHealth } from './api/connection-health.ts';
import { addConnections } from './api/connections.ts';
import { addDeliveries } from './api/deliveries.ts';
import { type Api, type AppDeps, createApi } from './api/deps.ts';
import { addDocumentResends } from './api/document-resends.ts';
import { addDocuments } from './api/documents.ts';
import { addDrift } from './api/drift.ts';
import { addEffects } from './api/effects.ts';
import { addEventStory } from './api/event-story.ts';
import { addEvents } from './api/events.ts';
import { addInstall } from './api/install.ts';
import { addJobs } from './api/jobs.ts';
import { addKeys } from './api/keys.ts';
import { addLinks } from './api/links.ts';
import { addLive } from './api/live.ts';
import { addMappingTrials } from './api/mapping-trials.ts';
import { addMappings } from './api/mappings.ts';
import { addMe } from './api/me.ts';
import { addMerging } from './api/merging.ts';
import { addOverview } from './api/overview.ts';
import { addPackPolicies } from './api/pack-policies.ts';
import { addPairs } from './api/pairs.ts';
import { addPayments } from './api/payments.ts';
import { addPeople } from './api/people.ts';
import { addPreparation } from './api/preparation.ts';
import { addRelayRoutes } from './api/relay-routes.ts';
import { addReplays } from './api/replays.ts';
import { addReveal } from './api/reveal.ts';
import { addSchedules } from './api/schedules.ts';
import { addSessions } from './api/sessions.ts';
import { addSharedLinks } from './api/shared-links.ts';
import { addSystems } from './api/systems.ts';
import { addTasks } from './api/tasks.ts';
import { addTemplates } from './api/templates.ts';
import { addTokens } from './api/tokens.ts';
import { addUnits } from './api/units.ts';
import { addUpkeep } from './api/upkeep.ts';
import { noting } from './auth/audit.ts';
import { authenticate, nowhere } from './auth/authenticate.ts';
import { checkGuarded } from './auth/guarded.ts';
import { addSignIn } from './auth/sign-in.ts';
import { addHealth } from './health.ts';
import { addHooks } from './hooks/receive.ts';
import { addConsole, wantsPage } from './pages/console.ts';
import { addHelp } from './pages/help.ts';
import { referencePage } from './pages/reference.ts';
import { httpProblem, problemOf } from './problems.ts';
import { shareDoor } from './share/door.ts';
import { TEMPORAL_PATH, temporalUi } from './temporal/proxy.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The hub's HTTP side: webhooks, health, API, docs and the console.
 *
 * Every route under `/api` asks for a permission, but for the OpenAPI document and the page made from it, which hold no data.
 * Every failure is an RFC 9457 problem document. Answers to other origins are not opened (no CORS).
 */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  app.onError(problemOf(deps.log));

  // First, and without what pages and API are wrapped in: this is the hot path.
  addHooks(app, deps);

  app.use(requestId());
  // Before the headers of our own pages: a foreign application has a policy of its own.
  app.route(TEMPORAL_PATH, temporalUi(deps));
  // Pages for people without an account: a policy of their own too, and nothing of the console's session.
  app.route('/d', shareDoor(deps));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        // Scripts come from the console's own files, styles from there and from what bears the nonce of the page.
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", NONCE],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      strictTransportSecurity: 'max-age=31536000; includeSubDomains',
    }),
  );
  addHealth(app, deps);

  const api = createApi();
  for (const add of [
    addSystems,
    addActors,
    addConnections,
    addConnectionHealth,
    addInstall,
    addPreparation,
    addPairs,
    addMappings,
    addMappingTrials,
    addEvents,
    addEventStory,
    addLinks,
    addMerging,
    addEffects,
    addTasks,
    addSchedules,
    addJobs,
    addDrift,
    addUpkeep,
    addOverview,
    addLive,
    addKeys,
    addCodec,
    addMe,
    addPeople,
    addSessions,
    addUnits,
    addTokens,
    addAudit,
    addApprovals,
    addReplays,
    addReveal,
    addAlerts,
    addDeliveries,
    addChannelPolicies,
    addSharedLinks,
    addRelayRoutes,
    addTemplates,
    addDocuments,
    addDocumentResends,
    addPackPolicies,
    addCalendars,
    addClockPolicies,
    addPayments,
  ])
    add(api, deps);
  checkGuarded(api);
  const openapi = describe(api);
  app.get('/api/openapi.json', (c) => c.json(openapi));
  app.get('/api/reference', (c) => c.html(referencePage(openapi, c.get('secureHeadersNonce'))));
  addSignIn(app, deps);
  app.use('/api/*', noting(deps), authenticate(deps));
  app.use('/api/*', async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.use('/api/*', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => httpProblem(c, 'too-large') }));
  app.route('/api', api);
  // What leads nowhere tells strangers nothing: not even that it does.
  app.all('/api/*', nowhere);

  addHelp(app, deps.pages.docs);
  const consolePage = addConsole(app, deps.pages.console);
  // The console has routes of its own: any address that a browser asks for as a page may be one.
  app.notFound(async (c) => (wantsPage(c) ? await consolePage(c) : null) ?? httpProblem(c, 'not-found'));
  return app;
}

/** The OpenAPI document, made once. */
function describe(api: Api) {
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'UZEL_API_TOKEN; a hub started without one keeps its token in `.uzel/api-token`',
  });
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Uzel API', version: '1', description: ABOUT },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
  });
  return {
    ...document,
    paths: Object.fromEntries(Object.entries(document.paths ?? {}).map(([path, item]) => [`/api${path}`, item])),
  };
}

const ABOUT = [
  'Send the token as Authorization: Bearer <token>. Failures are RFC 9457 problem documents with a stable code, in Russian or English by Accept-Language.',
  'Lists are read by pages: pass nextCursor of one page as cursor of the next, until it is null.',
  'Every command is idempotent by nature: a repeat, with or without an Idempotency-Key, does no second harm.',
  'Names, phones and e-mails are masked in every answer.',
].join('\n\n');
