import net, { type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind, FaultPlan, TwinLedger } from '../core/types.ts';
import { fetched, inSet, search, store, type Word, wordsOf } from './commands.ts';
import type { Folder } from './mailbox.ts';

export interface ImapServerDeps {
  folder: Folder;
  faults: FaultPlan;
  ledger: TwinLedger;
  login: { user: string; password: string };
  mayEnter(): boolean;
}

export interface ImapServer {
  listen(port: number, host: string): Promise<number>;
  close(): Promise<void>;
}

/** What a command came to: lines before the tagged answer, and that answer. */
interface Done {
  before?: (string | Buffer)[];
  answer: string;
  leaves?: boolean;
}

const FLAGS = '(\\Answered \\Flagged \\Deleted \\Seen \\Draft)';
const FOLDER = 'INBOX';

/** An IMAP server (RFC 3501) with one account and one folder. Faults are named by command: LOGIN, SELECT, SEARCH, FETCH, STORE. */
export function createImapServer({ folder, faults, ledger, login, mayEnter }: ImapServerDeps): ImapServer {
  const sockets = new Set<Socket>();

  function talk(socket: Socket): void {
    let pending = Buffer.alloc(0);
    let line = '';
    let state: 'greeted' | 'authenticated' | 'selected' = 'greeted';
    let work = Promise.resolve();
    socket.write('* OK [CAPABILITY IMAP4rev1] mail.sandbox.example.com ready\r\n');

    async function run(text: string): Promise<void> {
      const [tag = '*', first = '', ...rest] = wordsOf(text);
      const byUid = first.toUpperCase() === 'UID';
      const name = (byUid ? (rest.shift() ?? '') : first).toUpperCase();
      const strike = (...kinds: FaultKind[]) => faults.strike(name, kinds);
      const delay = strike('delay');
      if (delay !== null) await sleep(delay.ms ?? 1000);
      const fault = strike('drop', 'error', 'rate_limit');
      if (fault?.kind === 'drop') return void socket.destroy();
      if (fault?.kind === 'error') return void socket.write(`${tag} NO ${fault.code ? `[${fault.code}] ` : ''}as told\r\n`);
      if (fault?.kind === 'rate_limit') return void socket.write(`${tag} NO [LIMIT] too many sessions\r\n`);
      const { before = [], answer, leaves = false } = obey(name, rest, byUid);
      for (const part of before) socket.write(part);
      if (strike('commit_then_drop') !== null) return void socket.destroy();
      socket.write(`${tag} ${answer}\r\n`);
      if (leaves) socket.end();
    }

    function obey(name: string, words: Word[], byUid: boolean): Done {
      const mails = folder.mails();
      switch (name) {
        case 'CAPABILITY':
          return { before: ['* CAPABILITY IMAP4rev1\r\n'], answer: 'OK CAPABILITY completed' };
        case 'NOOP':
          return { answer: 'OK NOOP completed' };
        case 'LOGOUT':
          return { before: ['* BYE see you\r\n'], answer: 'OK LOGOUT completed', leaves: true };
        case 'LOGIN': {
          const [user, password] = words;
          if (!mayEnter() || user !== login.user || password !== login.password)
            return { answer: 'NO [AUTHENTICATIONFAILED] invalid credentials' };
          state = 'authenticated';
          return { answer: 'OK LOGIN completed' };
        }
      }
      if (state === 'greeted') return { answer: 'BAD log in first' };
      switch (name) {
        case 'LIST':
        case 'LSUB': {
          const [, pattern = ''] = words;
          const about = pattern === '' ? '(\\Noselect) "/" ""' : `(\\HasNoChildren) "/" ${FOLDER}`;
          const shown = pattern === '' || ['*', '%', FOLDER].includes(pattern.toUpperCase());
          return { before: shown ? [`* ${name} ${about}\r\n`] : [], answer: `OK ${name} completed` };
        }
        case 'SELECT':
        case 'EXAMINE': {
          if (words[0]?.toUpperCase() !== FOLDER) return { answer: 'NO [NONEXISTENT] no such mailbox' };
          state = 'selected';
          const next = (mails.at(-1)?.uid ?? 0) + 1;
          return {
            before: [
              `* FLAGS ${FLAGS}\r\n* ${mails.length} EXISTS\r\n* 0 RECENT\r\n`,
              `* OK [PERMANENTFLAGS ${FLAGS}] limited\r\n* OK [UIDVALIDITY ${folder.validity}] valid\r\n* OK [UIDNEXT ${next}] next\r\n`,
            ],
            answer: `OK [${name === 'SELECT' ? 'READ-WRITE' : 'READ-ONLY'}] ${name} completed`,
          };
        }
      }
      if (state !== 'selected') return { answer: 'BAD select a mailbox first' };
      switch (name) {
        case 'CLOSE':
          state = 'authenticated';
          return { answer: 'OK CLOSE completed' };
        case 'SEARCH': {
          const found = search(folder, words).map(({ mail, seq }) => (byUid ? mail.uid : seq));
          return { before: [`* SEARCH${found.map((n) => ` ${n}`).join('')}\r\n`], answer: 'OK SEARCH completed' };
        }
        case 'FETCH':
          return {
            before: named(words[0], byUid, (mail, seq) => fetched(mail, seq, words.slice(1), byUid)),
            answer: 'OK FETCH completed',
          };
        case 'STORE': {
          const [set, mode = ''] = words;
          const before = named(set, byUid, (mail, seq) => {
            const said = store(mail, seq, mode.toUpperCase(), words.slice(2), byUid);
            ledger.record({
              operation: 'STORE',
              entity: 'mail',
              id: `${mail.uid}`,
              changed: true,
              fields: { flags: [...mail.flags] },
              by: 'api',
            });
            return said;
          });
          return { before, answer: 'OK STORE completed' };
        }
        default:
          return { answer: 'BAD unknown command' };
      }
    }

    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const end = pending.indexOf('\r\n');
        if (end < 0) return;
        const piece = pending.subarray(0, end).toString('utf8');
        const literal = /\{(\d+)\+?\}$/.exec(piece);
        if (!literal) {
          const whole = line + piece;
          pending = pending.subarray(end + 2);
          line = '';
          work = work.then(() => (socket.destroyed ? undefined : run(whole))).catch(() => void socket.destroy());
          continue;
        }
        const size = Number(literal[1]);
        if (pending.length < end + 2 + size) {
          if (!piece.endsWith('+}') && pending.length === end + 2) socket.write('+ go on\r\n');
          return;
        }
        const content = pending.subarray(end + 2, end + 2 + size).toString('utf8');
        line += `${piece.slice(0, literal.index)}"${content.replace(/["\\]/g, '\\$&')}"`;
        pending = pending.subarray(end + 2 + size);
      }
    });
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    sockets.add(socket);
  }

  function named<T>(
    set: string | undefined,
    byUid: boolean,
    work: (mail: ReturnType<Folder['mails']>[number], seq: number) => T,
  ): T[] {
    const mails = folder.mails();
    const largest = byUid ? (mails.at(-1)?.uid ?? 0) : mails.length;
    return mails.flatMap((mail, index) =>
      inSet(set ?? '', byUid ? mail.uid : index + 1, largest) ? [work(mail, index + 1)] : [],
    );
  }

  const server = net.createServer(talk);
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.removeListener('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
