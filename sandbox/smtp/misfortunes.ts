import type { Notice } from '../imap/notice.ts';

type Fate = Pick<Notice, 'action' | 'status' | 'diagnostic'> & { pattern: string };

/** Addresses with a fate of their own, by patterns with `*`. */
export interface Misfortunes {
  /** Letters to these addresses come back so. */
  bounce(fate: Fate): void;
  /** The first attempts on each of these addresses are put off. */
  greylist(pattern: string, times: number): void;
  /** Whether this attempt is put off; it counts. */
  isPutOff(address: string): boolean;
  noticesOf(letter: { messageId: string; to: readonly string[] }): Notice[];
  clear(): void;
}

export function createMisfortunes(): Misfortunes {
  let fates: Fate[] = [];
  let grey: { pattern: string; times: number }[] = [];
  const attempts = new Map<string, number>();
  return {
    bounce: (fate) => void fates.unshift(fate),
    greylist: (pattern, times) => void grey.unshift({ pattern, times }),
    isPutOff(address) {
      const rule = grey.find(({ pattern }) => fits(pattern, address));
      if (!rule) return false;
      const made = (attempts.get(address) ?? 0) + 1;
      attempts.set(address, made);
      return made <= rule.times;
    },
    noticesOf: ({ messageId, to }) =>
      to.flatMap((address) => {
        const fate = fates.find(({ pattern }) => fits(pattern, address));
        if (!fate) return [];
        const { action, status, diagnostic } = fate;
        return [{ messageId, to: address, action, status, diagnostic }];
      }),
    clear() {
      fates = [];
      grey = [];
      attempts.clear();
    },
  };
}

function fits(pattern: string, address: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(address);
}
