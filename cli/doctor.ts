import { readSettings } from '../config/settings.ts';
import { examine, type Finding } from '../runtime/doctor.ts';

const MARK: Record<Finding['state'], string> = { ok: '✓', warn: '!', fail: '✗' };

/**
 * `uzel doctor`: one line a finding, and how to mend it.
 *
 * @returns the exit code: 1 when something keeps the hub from starting
 */
export async function runDoctor(json: boolean): Promise<number> {
  const findings = await examine(readSettings(process.env), process.env);
  if (json) console.log(JSON.stringify(findings, null, 2));
  else for (const finding of findings) console.log(line(finding));
  return findings.some((finding) => finding.state === 'fail') ? 1 : 0;
}

function line({ check, state, found, mend }: Finding): string {
  const [first = '', ...more] = found.split('\n');
  const rest = [...more, ...(mend === undefined ? [] : [`→ ${mend}`])].map((text) => `\n               ${text.trim()}`);
  return `${MARK[state]} ${check.padEnd(12)} ${first}${rest.join('')}`;
}
