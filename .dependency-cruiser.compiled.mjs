/** Rules about what is loaded at run time: read from dist, where type imports are gone. */
export default {
  forbidden: [
    {
      name: 'workflows: activity types only',
      comment: 'A workflow names its activities by type; their code must not enter the sandbox.',
      severity: 'error',
      from: { path: '^dist/workflows/' },
      to: { path: '^dist/activities/' },
    },
    {
      name: 'server: activity types only',
      comment: 'Doors start no work by themselves.',
      severity: 'error',
      from: { path: '^dist/server/' },
      to: { path: '^dist/activities/' },
    },
    {
      name: 'connectors: domain types and ports only',
      comment: 'Of the domain a connector runs only its errors and the helpers that ports come with.',
      severity: 'error',
      from: { path: '^dist/connectors/' },
      to: {
        path: '^dist/domain/(merge|sla|appeals|delivery|campaigns|documents|conversations)/',
        pathNot: '^dist/domain/delivery/report\\.js$',
      },
    },
    {
      name: 'api: no worker code',
      comment: 'A process with the role api must start without the workflow runtime.',
      severity: 'error',
      from: { path: '^dist/server/' },
      to: { path: 'node_modules/@temporalio/(worker|workflow|activity)/' },
    },
    {
      name: 'no cycles',
      comment: 'Files that need each other are one file, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Bundled for browsers already.
    exclude: { path: '^dist/console/' },
    enhancedResolveOptions: {
      extensions: ['.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'require'],
    },
  },
};
