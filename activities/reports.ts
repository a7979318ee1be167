import { reportOf } from '../domain/delivery/report.ts';
import { subjects } from '../ingress/subjects.ts';
import { takeReport } from '../store/delivery-reports.ts';
import { finishRows, type InboxRow, killRows, openFact, pendingOf } from '../store/inbox.ts';
import type { StoredError } from '../store/schema/index.ts';
import { begun, running } from './context.ts';
import type { DeliveryDeps } from './deliveries.ts';
import { asHubError } from './errors.ts';

export interface ReportActivities {
  /**
   * Takes in what a channel has told of the messages of one account: what arrived, what came back. Each report by itself: one that cannot be read goes to the
   * dead letter, and the rest goes on. Idempotent.
   * @param nowMs the workflow's time
   */
  takeReports(account: string, nowMs: number): Promise<{ reports: number; bounced: number }>;
}

const MOST = 200;

export function createReportActivities({
  db,
  vault,
  log,
  limitScale,
}: Pick<DeliveryDeps, 'db' | 'vault' | 'log' | 'limitScale'>): ReportActivities {
  async function take(account: string, row: InboxRow, now: Date): Promise<boolean> {
    try {
      const report = reportOf(await openFact(db, vault, row));
      if (report === null) {
        await killRows(db, [row], UNREADABLE);
        return false;
      }
      return await db.transaction(async (tx) => {
        const reported = await takeReport(tx, vault, account, report, now);
        // Its row waits, and is nudged again: the message stores its own outcome first.
        if (reported !== 'early') await finishRows(tx, [row], reported);
        return reported === 'bounced';
      });
    } catch (thrown) {
      const error = asHubError(thrown);
      if (error.kind !== 'bug') throw error;
      log.warn({ event: row.id, err: error.cause ?? error }, 'a report about a message failed');
      await killRows(db, [row], UNREADABLE);
      return false;
    }
  }

  return {
    takeReports: (account, nowMs) =>
      running(limitScale, async () => {
        begun();
        const rows = await pendingOf(db, subjects.deliveries(account), MOST);
        let bounced = 0;
        for (const row of rows) if (await take(account, row, new Date(nowMs))) bounced += 1;
        return { reports: rows.length, bounced };
      }),
  };
}

const UNREADABLE: StoredError = {
  code: 'REPORT_UNREADABLE',
  kind: 'validation',
  sentence: { ru: 'Отчёт о сообщении не читается', en: 'The report about a message cannot be read' },
};
