/**
 * Who may import whom. A room lists the folders and packages it may use; everything else is forbidden to it.
 * Type imports count like any other; rules about what is loaded at run time are in .dependency-cruiser.compiled.mjs.
 */

const ROOMS = [
  {
    room: 'domain',
    why: 'Pure rules: no I/O, no clock, no randomness, no Temporal, no schema library.',
    folders: ['domain'],
    packages: ['big\\.js', '@types/big\\.js', 'luxon', '@types/luxon'],
  },
  {
    room: 'connectors/sdk',
    why: 'What every connector is built on; budgets, breaker and tokens come in as ports.',
    folders: ['connectors/sdk', 'domain'],
  },
  {
    room: 'letters',
    why: 'Fills templates: pure but for the packages that lay out what comes of it. Others reach it through the Renderer port.',
    folders: ['letters', 'domain'],
    packages: ['docxtemplater', 'pizzip', 'liquidjs', 'mjml', 'pdfmake', '@types/pdfmake'],
    core: ['buffer', 'module', 'path', 'zlib'],
  },
  { room: 'mappings', why: 'Specs and their engine know the domain only.', folders: ['mappings', 'domain'] },
  {
    room: 'store',
    why: 'SQL lives here and only here; it serves the domain and keeps secrets sealed.',
    folders: ['store', 'domain', 'vault'],
  },
  {
    room: 'vault',
    why: 'Keys and ciphers need nothing but node:crypto.',
    folders: ['vault'],
    packages: [],
    core: ['crypto', 'buffer'],
  },
  { room: 'ingress', why: 'Turns events into work through its Hub port.', folders: ['ingress', 'domain', 'store'] },
  {
    room: 'workflows',
    why: 'Deterministic orchestration: bundled into a sandbox where anything else would break replay.',
    folders: ['workflows', 'activities', 'domain'],
    packages: ['@temporalio/workflow'],
    core: [],
  },
  {
    room: 'activities',
    why: 'The only place where workflows touch the world; clients come in through deps.',
    folders: ['activities', 'domain', 'mappings', 'store', 'ingress', 'connectors/sdk'],
  },
  {
    room: 'server',
    why: 'Doors for people and systems; starts no workflow by itself.',
    folders: ['server', 'domain', 'store', 'vault', 'ingress', 'mappings', 'connectors/sdk', 'activities'],
  },
  {
    room: 'cli',
    why: 'A client of the HTTP API; `start` and `doctor` also use runtime and config.',
    folders: ['cli', 'runtime', 'config'],
  },
  { room: 'config', why: 'Settings and shipped policies.', folders: ['config', 'domain'] },
  {
    room: 'sandbox',
    why: 'Twins declare their own wire shapes, so that twin and connector cannot share a misreading.',
    folders: ['sandbox'],
  },
];

const list = (names) => `^(${names.join('|')})(/|$)`;

/** One room's rules: folders of ours, npm packages, Node's own modules. */
function rulesOf({ room, why, folders, packages, core }) {
  const from = { path: `^${room}/` };
  const rules = [
    {
      name: `${room}: folders`,
      comment: `${why} It may import: ${folders.join(', ')}.`,
      severity: 'error',
      from,
      to: { pathNot: [list(folders), 'node_modules'], dependencyTypesNot: ['core'] },
    },
  ];
  if (packages) {
    const to = { path: 'node_modules' };
    if (packages.length > 0) to.pathNot = `node_modules/(${packages.join('|')})/`;
    rules.push({ name: `${room}: packages`, comment: why, severity: 'error', from, to });
  }
  if (core) {
    const to = { dependencyTypes: ['core'] };
    if (core.length > 0) to.pathNot = `^(node:)?(${core.join('|')})$`;
    rules.push({ name: `${room}: node modules`, comment: why, severity: 'error', from, to });
  }
  return rules;
}

const SPECIAL = [
  {
    name: 'domain: no I/O',
    comment: 'Pure rules touch nothing outside themselves.',
    severity: 'error',
    from: { path: '^domain/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'domain: dates',
    comment: 'luxon only where business time is reckoned.',
    severity: 'error',
    from: { path: '^domain/', pathNot: '^domain/(time|sla)/' },
    to: { path: 'node_modules/(@types/)?luxon/' },
  },
  {
    name: 'connectors: alone',
    comment: 'A connector knows the SDK and the domain: never another connector, never the store.',
    severity: 'error',
    from: { path: '^connectors/([^/]+)/', pathNot: '^connectors/sdk/' },
    to: { pathNot: ['^connectors/($1|sdk)/', '^domain/', 'node_modules'], dependencyTypesNot: ['core'] },
  },
  {
    name: 'workflows: no business time',
    comment: "Calendars and time zones come in as data from activities: the host's time zone tables must not decide a replay.",
    severity: 'error',
    from: { path: '^workflows/' },
    to: { path: '^domain/(time|sla)/' },
  },
  {
    name: 'cli: runtime only for start and doctor',
    comment: 'Every other command is a client of the HTTP API.',
    severity: 'error',
    from: { path: '^cli/', pathNot: '^cli/(start|doctor|main)\\.ts$' },
    to: { path: '^(runtime|config)/' },
  },
  { name: 'resolvable', comment: 'An import that leads nowhere.', severity: 'error', from: {}, to: { couldNotResolve: true } },
  {
    name: 'declared',
    comment: 'A package that package.json does not name may vanish with the next install.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'production',
    comment: 'Development packages are not in the image.',
    severity: 'error',
    from: { pathNot: ['^(tests|bench|dist)/', '\\.config\\.ts$', '^\\.'] },
    to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
  },
];

export default {
  forbidden: [...ROOMS.flatMap(rulesOf), ...SPECIAL],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Its parser reads no TSX; the console's imports are looked after by tests/unit/console-imports.unit.test.ts.
    exclude: { path: '^(dist|coverage|\\.uzel|console)/' },
    // TypeScript 7 has no JavaScript API; swc reads the sources.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default', 'require'],
    },
  },
};
