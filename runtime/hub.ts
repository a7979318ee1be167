import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import type { SyncDeps } from '../activities/deps.ts';
import { previewPack } from '../activities/documents/preview.ts';
import { createLedger } from '../activities/ledger.ts';
import { lookAt } from '../activities/look.ts';
import { keepSchemas, schemasFor } from '../activities/mapping-drift.ts';
import { whatIf } from '../activities/what-if.ts';
import { projectRoot } from '../config/root.ts';
import type { Settings } from '../config/settings.ts';
import { bitrix24 } from '../connectors/bitrix24/index.ts';
import { http } from '../connectors/http/index.ts';
import { imap } from '../connectors/imap/index.ts';
import { samo } from '../connectors/samo/index.ts';
import type { Lane } from '../connectors/sdk/contract.ts';
import { createRegistry } from '../connectors/sdk/registry.ts';
import { smsc } from '../connectors/smsc/index.ts';
import { smtp } from '../connectors/smtp/index.ts';
import { tbank } from '../connectors/tbank/index.ts';
import { webhook } from '../connectors/webhook/index.ts';
import { yookassa } from '../connectors/yookassa/index.ts';
import { createAcceptor } from '../ingress/accept.ts';
import { evaluateAlerts } from '../ingress/alerts.ts';
import { keepSenders } from '../ingress/deliveries.ts';
import { createDispatcher } from '../ingress/dispatcher.ts';
import { keepDispatches, tellDocuments } from '../ingress/documents.ts';
import { createHub, QUEUES } from '../ingress/hub.ts';
import { keepJobs } from '../ingress/jobs.ts';
import { standingSchedules, triggerSchedule } from '../ingress/schedule-board.ts';
import { reconcileSchedules, triggerPull } from '../ingress/schedules.ts';
import { runIds } from '../ingress/subjects.ts';
import { createRenderer } from '../letters/index.ts';
import { createApp } from '../server/app.ts';
import { firstAdmin } from '../server/commands/accounts.ts';
import { createInstallDoor } from '../server/hooks/install.ts';
import { createLive } from '../server/live.ts';
import { serve } from '../server/serve.ts';
import { TEMPORAL_PATH } from '../server/temporal/proxy.ts';
import { ensureRules } from '../store/alerts.ts';
import { listPairs } from '../store/connections.ts';
import { migrateDatabase, openDatabase } from '../store/database.ts';
import { openDocument } from '../store/documents.ts';
import { sealJournal } from '../store/journal.ts';
import { createVault } from '../store/keys.ts';
import { createPayloadKeys } from '../store/payload-keys.ts';
import { rotatePage } from '../store/rotation.ts';
import { listSchedulePauses } from '../store/schedules.ts';
import { forgetPreviousSecrets } from '../store/secrets.ts';
import { createTurns } from '../store/turns.ts';
import { createPayloadCodec } from '../vault/codec.ts';
import { createKeyring } from '../vault/keyring.ts';
import { type ConnectedHub, createConnected } from './connected.ts';
import { dataConverter } from './data-converter.ts';
import { measure } from './gauges.ts';
import { startHealthServer } from './health-server.ts';
import { publishedMappings } from './mappings.ts';
import { createMetrics } from './metrics.ts';
import { portalNeeds } from './portal-needs.ts';
import type { Progress } from './progress.ts';
import { readiness } from './readiness.ts';
import { connectSandbox } from './sandbox-connections.ts';
import { inputs, wantedSchedules } from './schedules.ts';
import type { Services } from './services.ts';
import { readShippedCalendars, shipCalendars } from './ship-calendars.ts';
import { readShippedPacks, shipPacks } from './ship-packs.ts';
import { readShippedTemplates, shipTemplates } from './ship-templates.ts';
import type { Shutdown } from './shutdown.ts';
import { startTicks } from './ticks.ts';
import { startWorker } from './worker.ts';

export interface Composition {
  settings: Settings;
  services: Services;
  progress: Progress;
  shutdown: Shutdown;
  log: Logger;
}

export interface ComposedHub {
  /** How to sign in for the first time; null once anybody has an account. */
  admin: { email: string; password: string } | null;
  connectSandbox(sandbox: { url: string }): Promise<void>;
}

const API_POOL = 12;
const LIMITS_POOL = 4;
const LIMITS_WITHIN_MS = 15_000;
/** Two for each system that takes one call at a time: one that has its turn, one that waits before it. A turn may be waited for for 20 s. */
const TURNS_POOL = 8;
const TURNS_WITHIN_MS = 40_000;

/** Wires all rooms into one running process, in the order in which they need each other. */
export async function composeHub({ settings, services, progress, shutdown, log }: Composition): Promise<ComposedHub> {
  const migrating = progress.step('Database schema');
  await migrateDatabase(services.databaseUrl, join(projectRoot(), 'store/migrations'));
  migrating.done();

  const onError = (error: Error) => log.warn({ code: error.name }, 'a database connection was lost');
  const database = openDatabase(services.databaseUrl, { max: API_POOL, onError });
  const passing = { onError, durable: false };
  const limits = openDatabase(services.databaseUrl, { max: LIMITS_POOL, withinMs: LIMITS_WITHIN_MS, ...passing });
  const turns = openDatabase(services.databaseUrl, { max: TURNS_POOL, withinMs: TURNS_WITHIN_MS, ...passing });
  shutdown.push('database pools', () => Promise.all([database.close(), limits.close(), turns.close()]), 5_000);
  const { db } = database;
  const keyring = createKeyring(
    Buffer.from(services.masterKey),
    settings.readableMasterKeys.map((key) => Buffer.from(key)),
  );
  const vault = createVault(keyring);
  const codec = createPayloadCodec(createPayloadKeys(db, vault, () => new Date()));
  const { registry: metricsRegistry, metrics } = createMetrics();
  const registry = createRegistry([bitrix24, http, imap, samo, smsc, smtp, tbank, webhook, yookassa]);
  const channelOf = (system: string) => registry[system]?.sends;
  const renderer = createRenderer();
  const stopping = new AbortController();
  // One listener for each call that waits for its slot.
  setMaxListeners(0, stopping.signal);
  const mappings = await publishedMappings({ db, vault, log });
  await shipTemplates(db, await readShippedTemplates());
  await shipPacks(db, await readShippedPacks());
  await shipCalendars(db, await readShippedCalendars(), new Date());
  shutdown.push('mapping counts', () => mappings.flush(), 3_000);
  const connected = createConnected({
    db,
    limits: limits.db,
    turns: createTurns(turns.pool, Date.now),
    vault,
    registry,
    limitScale: settings.limitScale,
    stopping: stopping.signal,
    log,
    metrics: {
      call: ({ connectionId, operation, outcome, ms }) =>
        metrics.calls.observe({ connection: connectionId, operation, outcome }, ms / 1000),
    },
    needsOf: async ({ id, system }) =>
      portalNeeds(
        mappings.library(),
        system,
        (await listPairs(db)).filter((pair) => pair.rightConnection === id),
      ),
  });

  /** Asks an installation what it has, and holds the published mappings against the answer. */
  const describe = async (id: string) => {
    const { system, schemas } = await connected.describe(id);
    return keepSchemas({ db, vault, library: mappings.library }, { id, system }, schemas);
  };

  const connection = Connection.lazy({ address: services.temporal.address });
  shutdown.push('Temporal client', () => connection.close(), 3_000);
  const client = new Client({ connection, namespace: settings.temporal.namespace, dataConverter: dataConverter(codec) });
  const hub = createHub(client, db);
  const dispatcher = createDispatcher({
    db,
    hub,
    onError: (error) => log.warn({ err: error }, 'a nudging round failed'),
    onNudged: (subjects, unreached) => {
      metrics.nudges.inc({ outcome: 'reached' }, subjects - unreached);
      metrics.nudges.inc({ outcome: 'unreached' }, unreached);
    },
  });
  shutdown.push('dispatcher', () => dispatcher.stop(), 5_000);

  if (settings.role !== 'api') {
    const step = progress.step('Worker');
    const sync = (lane: Lane): SyncDeps => ({
      db,
      vault,
      clients: clientsOf(connected, lane),
      ledger: createLedger({ db, vault, writePort: (id) => connected.writePort(id, lane) }),
      mappings: mappings.deals,
      limitScale: settings.limitScale,
      count: (metric, n) => metrics.sync.inc({ what: metric }, n),
      log,
    });
    const worker = await startWorker({
      address: services.temporal.address,
      namespace: settings.temporal.namespace,
      codec,
      sync: sync('sync'),
      bulk: { ...sync('bulk'), onEvents: () => dispatcher.wake() },
      upkeep: {
        db,
        vault,
        log,
        limitScale: settings.limitScale,
        maintain: async (id) => {
          await connected.maintain(id, {
            hookUrl: `${settings.publicUrl}/hooks/${id}`,
            installUrl: `${settings.publicUrl}/install/${id}`,
          });
          await describe(id).catch((error: unknown) => log.warn({ connection: id, err: error }, 'a system was not described'));
        },
      },
      deliveries: {
        db,
        vault,
        log,
        limitScale: settings.limitScale,
        sender: (id) => connected.writePort(id, 'interactive'),
        attachments: { open: (id) => openDocument(db, vault, id) },
      },
      relay: {
        db,
        vault,
        log,
        limitScale: settings.limitScale,
        writePort: (id) => connected.writePort(id, 'sync'),
        count: (what, n) => metrics.relay.inc({ what }, n),
      },
      payments: {
        db,
        vault,
        log,
        limitScale: settings.limitScale,
        ledger: sync('sync').ledger,
        booking: (id) => connected.booking(id, 'sync'),
        provider: (id) => connected.provider(id, 'sync'),
      },
      documents: {
        db,
        vault,
        log,
        limitScale: settings.limitScale,
        renderer,
        ledger: sync('sync').ledger,
        booking: (id) => connected.papers(id, 'sync'),
        channelOf,
        publicUrl: settings.publicUrl,
      },
      pulls: {
        db,
        vault,
        log,
        limitScale: settings.limitScale,
        pull: connected.pull,
        reports: (system) => registry[system]?.reports === true,
        onEvents: () => dispatcher.wake(),
      },
      log,
    });
    shutdown.push('worker', () => worker.stop(), 20_000);
    shutdown.push('waiting calls', () => stopping.abort(), 1_000);
    worker.failed.catch((error: unknown) => {
      log.fatal({ err: error }, 'a worker died');
      process.kill(process.pid, 'SIGTERM');
    });
    step.done();
  }

  const rotateKeys = async () => {
    while (!stopping.signal.aborted && (await rotatePage(db, vault, keyring)));
    await forgetPreviousSecrets(db);
  };
  await ensureRules(db);
  const alerting = { db, vault, channelOf, consoleUrl: settings.publicUrl };
  const schedules = async () => {
    const paused = new Map((await listSchedulePauses(db)).map(({ id, reason }) => [id, reason]));
    return reconcileSchedules(client, wantedSchedules(await inputs(db), registry, settings.limitScale), paused);
  };
  startTicks(
    [
      { name: 'sweep', at: '*/2 * * * * *', run: () => dispatcher.sweep() },
      { name: 'mappings', at: '*/2 * * * * *', run: () => mappings.refresh() },
      { name: 'mapping counts', at: '*/3 * * * * *', run: () => mappings.flush() },
      { name: 'seal', at: '* * * * * *', run: () => db.transaction((tx) => sealJournal(tx)) },
      { name: 'schedules', at: '*/15 * * * * *', run: schedules },
      { name: 'jobs', at: '*/10 * * * * *', run: () => keepJobs(client, db) },
      { name: 'keys', at: '*/5 * * * * *', run: rotateKeys },
      { name: 'alerts', at: '*/10 * * * * *', run: () => evaluateAlerts(alerting, new Date()) },
      { name: 'senders', at: '*/2 * * * * *', run: () => keepSenders(client, { db, vault }, new Date()) },
      { name: 'documents', at: '*/2 * * * * *', run: () => tellDocuments(db, vault, new Date()) },
      { name: 'dispatches', at: '30 * * * * *', run: () => keepDispatches(client, hub, db) },
      { name: 'gauges', at: '*/10 * * * * *', run: () => measure(db, metrics) },
    ],
    shutdown,
    (name, error) => log.warn({ tick: name, err: error }, 'a tick failed'),
  );

  const admin = settings.role === 'worker' ? null : await firstAdmin({ db });
  const ready = () => readiness(db, connection, services.databaseUrl);
  if (settings.role === 'worker') {
    const health = await startHealthServer({
      host: settings.host,
      port: settings.port,
      metrics: metricsRegistry,
      readiness: ready,
    });
    shutdown.push('health page', () => health.stop(), 3_000);
  } else {
    const live = createLive(db, (error) => log.warn({ err: error }, 'changes are told later'));
    const app = createApp({
      db,
      vault,
      registry,
      acceptor: createAcceptor(db, vault, () => dispatcher.wake()),
      connected,
      mappings: {
        library: mappings.library,
        refresh: mappings.refresh,
        describe,
        schemas: (spec) => schemasFor(db, spec),
        look: (link) => lookAt({ db, vault, clients: clientsOf(connected, 'interactive') }, link),
        whatIf: (rehearsal) => whatIf({ db, vault }, rehearsal),
      },
      renderer,
      previewPack: (link, thought) =>
        previewPack({ db, booking: (id) => connected.papers(id, 'interactive') }, link, new Date(), thought),
      wake: () => dispatcher.wake(),
      wakeJobs: () => void keepJobs(client, db).catch((error: unknown) => log.warn({ err: error }, 'jobs are started later')),
      wakePulls: async (id, pulls) => {
        await Promise.all(pulls.map((name) => triggerPull(client, id, name)));
      },
      schedules: {
        list: () => standingSchedules(client),
        trigger: (id) => triggerSchedule(client, id),
        wake: () => void schedules().catch((error: unknown) => log.warn({ err: error }, 'schedules are set later')),
      },
      startReconcile: async (pairId) => {
        const workflowId = runIds.reconcile(pairId);
        await client.workflow.start('reconcile', {
          workflowId,
          taskQueue: QUEUES.sync,
          args: [pairId],
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: `Сверка пары ${pairId}`,
        });
        return workflowId;
      },
      temporal: {
        uiUrl: `${settings.publicUrl}${TEMPORAL_PATH}`,
        upstream: services.temporal.uiUrl,
        namespace: settings.temporal.namespace,
      },
      codec,
      keys: {
        present: keyring.present,
        readable: keyring.readable,
        wake: () => void rotateKeys().catch((error: unknown) => log.warn({ err: error }, 'keys are rotated later')),
      },
      apiToken: services.apiToken,
      publicUrl: settings.publicUrl,
      proxies: settings.proxies,
      now: () => new Date(),
      live,
      pages: { console: join(projectRoot(), 'dist/console'), docs: join(projectRoot(), 'docs') },
      sandboxUrl: settings.sandbox.enabled ? `http://localhost:${settings.sandbox.port}` : null,
      metrics: metricsRegistry,
      readiness: ready,
      log,
    });
    app.route(
      '/install',
      createInstallDoor({
        db,
        vault,
        apiToken: services.apiToken,
        log,
        lend: connected.lend,
        forget: connected.forget,
        now: Date.now,
      }),
    );
    const server = await serve(app, { host: settings.host, port: settings.port });
    shutdown.push('HTTP server', () => server.stop(5_000), 10_000);
    shutdown.push('live streams', () => live.stop(), 1_000);
  }

  return {
    admin,
    async connectSandbox(sandbox) {
      await connectSandbox({ db, vault, registry, hubUrl: `http://127.0.0.1:${settings.port}` }, sandbox.url);
      await schedules();
    },
  };
}

function clientsOf(connected: ConnectedHub, lane: Lane): SyncDeps['clients'] {
  return { claims: (id) => connected.claims(id, lane), crm: (id) => connected.crm(id, lane) };
}
