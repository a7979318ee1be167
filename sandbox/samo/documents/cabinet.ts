import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import type { TwinLedger } from '../../core/types.ts';
import type { BackOffice } from '../back-office.ts';
import type { Claim } from '../claim.ts';
import { localDate, localMoment } from '../dates.ts';
import type { Settings } from '../settings.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { contentOf, type Entry, entriesOf } from './entries.ts';
import { pdf } from './pdf.ts';

/** How long the claim service waits for a file before it gives up, at limit scale 1. */
const patienceMs = 29_000;

/** What is remembered of one document. */
export interface Paper {
  version: number;
  /** When this version came to be, as a local moment. */
  since: string;
  issued: boolean;
  hash: string;
}

/** A file under a link that anybody may follow. It stays as it was when the claim changes. */
export interface RenderedFile {
  claim: Claim;
  entry: Entry;
  version: number;
  bytes: Uint8Array;
}

export interface Job {
  id: number;
  document: string;
  readyAt: number;
  file: string;
}

/** What happened to a claim's documents. */
export interface HistoryLine {
  at: string;
  claim: number;
  document: string;
  text: string;
}

/** The documents of all claims: what can be had, rendering, and what was handed out. */
export interface Cabinet {
  readonly decisions: Decisions;
  entries(claim: Claim): { entry: Entry; paper: Paper }[];
  /** Starts to render the present version, or joins the job that renders it. */
  render(claim: Claim, entry: Entry): Job;
  job(id: number): Job | undefined;
  isReady(job: Job): boolean;
  /** Waits as long as the claim service does. False when the file is not there even then. */
  waitFor(job: Job): Promise<boolean>;
  /** Null while no such file has been rendered. */
  file(name: string): RenderedFile | null;
  /** A file has gone out: what counts as issued by that is marked, and leaves a line of history. */
  handedOut(file: RenderedFile): void;
  history(): HistoryLine[];
  clear(): void;
}

export interface CabinetOptions {
  clock: Clock;
  ledger: TwinLedger;
  office: BackOffice;
  settings: () => Settings;
  limitScale: number;
}

export function createCabinet({ clock, ledger, office, settings, limitScale }: CabinetOptions): Cabinet {
  const decisions = createDecisions();
  const papers = new Map<string, Paper>();
  const files = new Map<string, RenderedFile>();
  let jobs: Job[] = [];
  let history: HistoryLine[] = [];

  /** The document's present version: another content is another version, which nobody has got yet. */
  function paperOf(claim: Claim, entry: Entry): Paper {
    const hash = createHash('md5')
      .update(contentOf(office.view(claim), entry).join('\n'))
      .digest('hex');
    const known = papers.get(entry.id);
    if (known?.hash === hash) return known;
    const paper = { version: (known?.version ?? 0) + 1, since: claim.editedAt, issued: false, hash };
    papers.set(entry.id, paper);
    return paper;
  }

  const isReady = ({ readyAt }: Job) => readyAt <= clock.now();

  return {
    decisions,
    entries: (claim) =>
      entriesOf(office.view(claim), decisions, localDate(clock.now())).map((entry) => ({ entry, paper: paperOf(claim, entry) })),
    render(claim, entry) {
      const { version } = paperOf(claim, entry);
      const file = `${createHash('md5').update(`${claim.guid}:${entry.id}:${version}`).digest('hex')}.pdf`;
      const running = jobs.find((each) => each.file === file);
      if (running !== undefined) return running;
      const readyAt = clock.now() + (settings().renderSeconds * 1000) / limitScale;
      const job = { id: 9001 + jobs.length, document: entry.id, readyAt, file };
      jobs.push(job);
      const bytes = pdf([...contentOf(office.view(claim), entry), `Version ${version}`]);
      files.set(file, { claim, entry, version, bytes });
      return job;
    },
    job: (id) => jobs.find((each) => each.id === id),
    isReady,
    async waitFor(job) {
      const left = Math.max(0, job.readyAt - clock.now());
      const patience = patienceMs / limitScale;
      // A timer may fire within the last millisecond before its time.
      await sleep(Math.ceil(Math.min(left, patience)) + 1);
      return left <= patience;
    },
    file(name) {
      const job = jobs.find((each) => each.file === name);
      return job !== undefined && isReady(job) ? (files.get(name) ?? null) : null;
    },
    handedOut({ claim, entry, version }) {
      if (!entry.category.issuedByDownload) return;
      const paper = papers.get(entry.id);
      const changed = paper?.version === version && !paper.issued;
      if (changed) paper.issued = true;
      const at = localMoment(clock.now());
      history.push({ at, claim: claim.number, document: entry.id, text: `Выдан документ: ${entry.category.name}` });
      const fields = { claim: claim.guid, category: entry.category.id, version };
      ledger.record({ operation: 'issue', entity: 'document', id: entry.id, changed, fields, by: 'api' });
    },
    history: () => history,
    clear() {
      decisions.clear();
      papers.clear();
      files.clear();
      jobs = [];
      history = [];
    },
  };
}
