import type { Folder, Mail } from './mailbox.ts';

/** A word of a command line: an atom, a quoted string, a literal, or a bracket. */
export type Word = string;

const WORD = /"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+)/g;

/** Words of a line, quotes taken off. */
export function wordsOf(line: string): Word[] {
  return [...line.matchAll(WORD)].map(([, quoted, bracket, atom]) =>
    quoted === undefined ? (bracket ?? atom ?? '') : quoted.replace(/\\(.)/g, '$1'),
  );
}

/** Whether a number lies in a set like `1,4:7,9:*`; `*` is the largest there is. */
export function inSet(set: string, number: number, largest: number): boolean {
  return set.split(',').some((range) => {
    const [from = '', to = from] = range.split(':');
    const ends = [from, to].map((end) => (end === '*' ? largest : Number(end)));
    return number >= Math.min(...ends) && number <= Math.max(...ends);
  });
}

/** Mails that a SEARCH names: ALL, SEEN, UNSEEN, UID <set> and sequence sets, all of which must hold. */
export function search(folder: Folder, words: readonly Word[]): { mail: Mail; seq: number }[] {
  const mails = folder.mails();
  const largest = mails.at(-1)?.uid ?? 0;
  const keys = words.filter((word) => word !== '(' && word !== ')');
  return mails.flatMap((mail, index) => {
    const seq = index + 1;
    for (let n = 0; n < keys.length; n += 1) {
      const key = (keys[n] ?? '').toUpperCase();
      if (key === 'UID') {
        n += 1;
        if (!inSet(keys[n] ?? '', mail.uid, largest)) return [];
      } else if (key === 'SEEN' || key === 'UNSEEN') {
        if (mail.flags.has('\\Seen') !== (key === 'SEEN')) return [];
      } else if (/^[\d*:,]+$/.test(key) && !inSet(key, seq, mails.length)) return [];
    }
    return [{ mail, seq }];
  });
}

/** One answer to FETCH: the items that were asked for. Reading a body without PEEK marks the mail as seen. */
export function fetched(mail: Mail, seq: number, words: readonly Word[], byUid: boolean): Buffer {
  const items = words.filter((word) => word !== '(' && word !== ')').map((word) => word.toUpperCase());
  const parts: Buffer[] = [];
  const say = (text: string) => parts.push(Buffer.from(text));
  if (byUid || items.includes('UID')) say(`UID ${mail.uid}`);
  for (const item of items) {
    if (item === 'FLAGS') say(`FLAGS (${[...mail.flags].join(' ')})`);
    if (item === 'RFC822.SIZE') say(`RFC822.SIZE ${mail.raw.length}`);
    if (item === 'INTERNALDATE') say(`INTERNALDATE "${internalDate(mail.at)}"`);
    const body = /^BODY(\.PEEK)?\[\](?:<(\d+)(?:\.(\d+))?>)?$/.exec(item);
    if (!body) continue;
    const [, peek, from, length] = body;
    if (!peek) mail.flags.add('\\Seen');
    const start = Number(from ?? 0);
    const piece = mail.raw.subarray(start, length === undefined ? undefined : start + Number(length));
    parts.push(Buffer.concat([Buffer.from(`BODY[]${from === undefined ? '' : `<${start}>`} {${piece.length}}\r\n`), piece]));
  }
  const joined = parts.flatMap((part, n) => (n === 0 ? [part] : [Buffer.from(' '), part]));
  return Buffer.concat([Buffer.from(`* ${seq} FETCH (`), ...joined, Buffer.from(')\r\n')]);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function internalDate(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return `${two(at.getUTCDate())}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()} ${time} +0000`;
}

/** Sets, adds or removes flags by a STORE; answers unless it is silent. */
export function store(mail: Mail, seq: number, mode: string, flags: readonly Word[], byUid: boolean): string {
  const wanted = flags.filter((word) => word !== '(' && word !== ')');
  if (mode.startsWith('+')) for (const flag of wanted) mail.flags.add(flag);
  else if (mode.startsWith('-')) for (const flag of wanted) mail.flags.delete(flag);
  else mail.flags = new Set(wanted);
  if (mode.endsWith('.SILENT')) return '';
  return `* ${seq} FETCH (${byUid ? `UID ${mail.uid} ` : ''}FLAGS (${[...mail.flags].join(' ')}))\r\n`;
}
