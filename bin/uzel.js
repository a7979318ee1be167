#!/usr/bin/env node
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli/main.js', import.meta.url);

if (existsSync(program)) {
  process.setSourceMapsEnabled(true);
  await import(program.href);
} else {
  console.error('Uzel has not been built yet: run npm run build');
  process.exitCode = 1;
}
