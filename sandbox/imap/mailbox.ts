import type { Clock } from '../core/clock.ts';

export interface Mail {
  uid: number;
  /** Bytes as they came. */
  raw: Buffer;
  flags: Set<string>;
  at: Date;
}

/** One folder with UIDs that only grow. */
export interface Folder {
  readonly validity: number;
  mails(): readonly Mail[];
  put(raw: Buffer): Mail;
  /** Counts anew, as after a restored back-up: other validity, UIDs from one. */
  renumber(): void;
  clear(): void;
}

const FIRST_VALIDITY = 1_700_000_000;

export function createFolder(clock: Clock): Folder {
  let validity = FIRST_VALIDITY;
  let held: Mail[] = [];
  let last = 0;
  return {
    get validity() {
      return validity;
    },
    mails: () => held,
    put(raw) {
      last += 1;
      const mail: Mail = { uid: last, raw, flags: new Set(), at: new Date(clock.now()) };
      held.push(mail);
      return mail;
    },
    renumber() {
      validity += 1;
      last = 0;
      held = held.map((mail) => {
        last += 1;
        return { ...mail, uid: last };
      });
    },
    clear() {
      held = [];
      last = 0;
      validity = FIRST_VALIDITY;
    },
  };
}
