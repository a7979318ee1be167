export * from './connections.ts';
export * from './inbox.ts';
export * from './limits.ts';
export * from './people.ts';
export * from './sync.ts';
