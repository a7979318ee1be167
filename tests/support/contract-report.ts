import type { Reporter, TestCase, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** What came out for one page of the vendor's documentation. */
    page?: { name: string; verdict: string };
  }
}

/** How a suite of the conformance cases is named: the connector and this word. */
const CONFORMANCE = /^(\S+) conforms$/;
const MARKS: { [state: string]: string } = { passed: '✓', failed: '✗', skipped: '−', pending: '?' };

/** Prints, after the run: the conformance cases of each connector, and the verdict on each page of the vendor's documentation. */
export default class ContractReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    process.stdout.write(`\n${[...conformance(tests), ...pages(tests)].join('\n')}\n`);
  }
}

function conformance(tests: readonly TestCase[]): string[] {
  const connectors = new Map<string, TestCase[]>();
  for (const test of tests) {
    const [, connector] = (test.parent.type === 'suite' && CONFORMANCE.exec(test.parent.name)) || [];
    if (connector !== undefined) connectors.set(connector, [...(connectors.get(connector) ?? []), test]);
  }
  const lines = [...connectors].map(([connector, cases]) => {
    const count = (state: string) => cases.filter((test) => test.result().state === state).length;
    const rows = cases.map((test) => `  ${MARKS[test.result().state]} ${test.name}`);
    const totals = `passed ${count('passed')}, failed ${count('failed')}, skipped ${count('skipped')}`;
    return { connector, totals, rows };
  });
  return [
    ...lines.flatMap(({ connector, totals, rows }) => [`Conformance of ${connector}: ${totals}`, ...rows, '']),
    ...lines.map(({ connector, totals }) => `${connector.padEnd(12)} ${totals}`),
    '',
  ];
}

function pages(tests: readonly TestCase[]): string[] {
  const verdicts = tests.flatMap((test) => test.meta().page ?? []);
  if (verdicts.length === 0) return ['Pages of the Bitrix24 documentation: not judged'];
  const count = (verdict: string) => verdicts.filter((page) => page.verdict === verdict).length;
  const outside = count('out of scope');
  return [
    'Pages of the Bitrix24 documentation',
    ...verdicts.map(({ name, verdict }) => `  ${verdict.padEnd(12)} ${name}`),
    `pages ${verdicts.length}, in scope ${verdicts.length - outside}, passed ${count('passed')}, deviating ${count('deviating')}, out of scope ${outside}`,
  ];
}
