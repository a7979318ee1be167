import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { type BulkDeps, createBulkActivities } from '../activities/bulk.ts';
import { createContactActivities } from '../activities/contacts.ts';
import { createDealActivities } from '../activities/deals.ts';
import { createDeliveryActivities, type DeliveryDeps } from '../activities/deliveries.ts';
import type { SyncDeps } from '../activities/deps.ts';
import type { DocumentDeps } from '../activities/documents/deps.ts';
import { createDocumentActivities } from '../activities/documents.ts';
import { createMaintainActivities, type MaintainDeps } from '../activities/maintain.ts';
import { createPaymentActivities, type PaymentDeps } from '../activities/payments.ts';
import { createPullActivities, type PullDeps } from '../activities/pulls.ts';
import { createReconcileActivities } from '../activities/reconcile.ts';
import { createRelayActivities, type RelayDeps } from '../activities/relay.ts';
import { createReportActivities } from '../activities/reports.ts';
import { createScreenActivities } from '../activities/screen.ts';
import { QUEUES } from '../ingress/hub.ts';
import type { PayloadCodec } from '../vault/codec.ts';
import { makeBundle } from './bundle.ts';
import { dataConverter } from './data-converter.ts';

export interface WorkerDeps {
  address: string;
  namespace: string;
  codec: PayloadCodec;
  sync: SyncDeps;
  bulk: BulkDeps;
  pulls: PullDeps;
  upkeep: MaintainDeps;
  deliveries: DeliveryDeps;
  relay: RelayDeps;
  payments: PaymentDeps;
  documents: DocumentDeps;
  log: Logger;
}

/** Time for running activities to finish after a stop was asked for; what is not done by then is taken over from its rows. */
const GRACE = '10 seconds';

/**
 * Runs workflows with their activities on the `sync` queue and long reads on the `bulk` queue. One workflow thread per process.
 * Resolves when both are polling; `failed` settles when one of them dies.
 */
export async function startWorker(deps: WorkerDeps): Promise<{ stop(): Promise<void>; failed: Promise<never> }> {
  installRuntime(deps.log);
  const connection = await NativeConnection.connect({ address: deps.address });
  const common = {
    connection,
    namespace: deps.namespace,
    dataConverter: dataConverter(deps.codec),
    shutdownGraceTime: GRACE,
    shutdownForceTime: '15 seconds',
  } as const;
  const sync = await Worker.create({
    ...common,
    taskQueue: QUEUES.sync,
    workflowBundle: { codePath: await makeBundle() },
    activities: {
      ...createDealActivities(deps.sync, deps.bulk),
      ...createContactActivities(deps.sync),
      ...createScreenActivities(deps.sync),
      ...createDeliveryActivities(deps.deliveries),
      ...createReportActivities(deps.deliveries),
      ...createRelayActivities(deps.relay),
      ...createPaymentActivities(deps.payments),
      ...createDocumentActivities(deps.documents),
    },
    maxCachedWorkflows: 60,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxConcurrentActivityTaskExecutions: 12,
  });
  const bulk = await Worker.create({
    ...common,
    taskQueue: QUEUES.bulk,
    activities: {
      ...createPullActivities(deps.pulls),
      ...createMaintainActivities(deps.upkeep),
      ...createReconcileActivities(deps.bulk),
      ...createBulkActivities(deps.bulk),
    },
    maxConcurrentActivityTaskExecutions: 8,
  });
  const running = [sync.run(), bulk.run()];
  const failed = Promise.race(running).then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  return {
    failed,
    async stop() {
      for (const worker of [sync, bulk]) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(running);
      await connection.close();
    },
  };
}

let installed = false;

/** One runtime per process; its own log lines join ours. Signals are handled by the shutdown, not by the SDK. */
function installRuntime(log: Logger): void {
  if (installed) return;
  installed = true;
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const fields = {
        sdk: meta?.['sdkComponent'],
        workflowId: meta?.['workflowId'],
        activityType: meta?.['activityType'],
        attempt: meta?.['attempt'],
      };
      if (level === 'ERROR') log.error(fields, message);
      else log.warn(fields, message);
    }),
    telemetryOptions: { logging: { filter: 'WARN', forward: {} } },
  });
}
