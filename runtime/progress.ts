/** What a person sees while the hub starts. Separate from the log, which is for machines. */
export interface Progress {
  /** Announces work that takes a while; `done` or `failed` closes it. */
  step(title: string): ProgressStep;
  /** One line about what is going on. */
  say(line: string): void;
}

export interface ProgressStep {
  done(note?: string): void;
  failed(note: string): void;
}

/** Lines with the time each step took; where the output is a terminal, a finished step replaces its announcement. */
export function terminalProgress(out: NodeJS.WriteStream): Progress {
  const tty = out.isTTY === true;
  let open: string | null = null;
  const line = (text: string) => {
    // A line that comes while a step is open goes above it.
    if (tty && open !== null) out.write(`\r\x1b[2K${text}\n  … ${open}`);
    else out.write(`${text}\n`);
  };
  return {
    say: (text) => line(`    ${text}`),
    step(title) {
      const startedAt = Date.now();
      if (tty) out.write(`  … ${title}`);
      open = title;
      const close = (mark: string, note?: string) => {
        open = null;
        if (tty) out.write('\r\x1b[2K');
        const took = ((Date.now() - startedAt) / 1000).toFixed(1);
        out.write(`  ${mark} ${title}${note === undefined ? '' : `: ${note}`} (${took} s)\n`);
      };
      return { done: (note) => close('✓', note), failed: (note) => close('✗', note) };
    },
  };
}
