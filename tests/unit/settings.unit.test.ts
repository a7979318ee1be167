import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { readSettings, SettingsError } from '../../config/settings.ts';
import { unknownNames, VARIABLE_NAMES } from '../../config/variables.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const SHARED = { DATABASE_URL: 'postgresql://uzel:secret@db/uzel', TEMPORAL_ADDRESS: 'temporal:7233', UZEL_MASTER_KEY: KEY };

function mistakesIn(env: NodeJS.ProcessEnv) {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  throw new Error('the settings were accepted');
}

describe('settings', () => {
  test('an empty environment runs everything here, with the sandbox', () => {
    const settings = readSettings({}, { cwd: '/srv/uzel' });
    expect(settings).toMatchObject({
      role: 'all',
      port: 8080,
      publicUrl: 'http://localhost:8080',
      databaseUrl: null,
      temporal: { address: null, namespace: 'default', port: 7233, uiPort: 8233, uiUrl: 'http://127.0.0.1:8233' },
      dataDir: '/srv/uzel/.uzel',
      sandbox: { enabled: true, port: 8090, scenario: true },
      limitScale: 1,
      logLevel: 'info',
    });
  });

  test('an empty value is an unset one', () => {
    expect(readSettings({ UZEL_PORT: '', DATABASE_URL: ' ' })).toEqual(readSettings({}));
  });

  test('services given from outside turn the sandbox off, unless it is asked for', () => {
    expect(readSettings(SHARED).sandbox.enabled).toBe(false);
    expect(readSettings({ TEMPORAL_ADDRESS: 'temporal:7233' }).sandbox.enabled).toBe(false);
    expect(readSettings(SHARED, { sandbox: true }).sandbox.enabled).toBe(true);
  });

  test('the master key arrives as 32 bytes', () => {
    expect(readSettings(SHARED).masterKey).toEqual(new Uint8Array(32).fill(7));
  });

  test('all mistakes are told at once, each with its variable, what was found and what is expected', () => {
    const { message, mistakes } = mistakesIn({ UZEL_PORT: '99999', UZEL_ROLE: 'master', UZEL_LIMIT_SCALE: '0.5' });
    expect(mistakes.map((mistake) => mistake.variable).sort()).toEqual(['UZEL_LIMIT_SCALE', 'UZEL_PORT', 'UZEL_ROLE']);
    expect(message).toContain('UZEL_PORT: found "99999", expected a port number from 1 to 65535');
    expect(message).toContain('UZEL_ROLE: found "master", expected api, worker or all');
  });

  test.each([
    ['UZEL_MASTER_KEY', 'c2hvcnQtc2VjcmV0'],
    ['UZEL_API_TOKEN', 'short-secret'],
    ['DATABASE_URL', 'mysql://root:short-secret@db/x'],
  ])('a wrong %s is named and not shown', (variable, value) => {
    const { message } = mistakesIn({ [variable]: value });
    expect(message).toContain(variable);
    expect(message).not.toContain(value);
    expect(message).not.toContain('short-secret');
  });

  test('a process that shares its services must be told where they are', () => {
    const { mistakes } = mistakesIn({ UZEL_ROLE: 'worker' });
    expect(mistakes.map((mistake) => mistake.variable)).toEqual(['DATABASE_URL', 'TEMPORAL_ADDRESS']);
  });

  test('a shared database needs a given master key', () => {
    expect(mistakesIn({ ...SHARED, UZEL_MASTER_KEY: '' }).mistakes.map((mistake) => mistake.variable)).toEqual([
      'UZEL_MASTER_KEY',
    ]);
  });

  test('two servers cannot have one port', () => {
    expect(mistakesIn({ UZEL_PORT: '8090' }).message).toContain(
      'UZEL_SANDBOX_PORT: found 8090, expected a port other than that of UZEL_PORT',
    );
  });

  test('a misspelt variable is noticed', () => {
    expect(unknownNames({ UZEL_ROEL: 'api', UZEL_ROLE: 'api', UZEL_URL: 'http://x', PATH: '/bin' })).toEqual(['UZEL_ROEL']);
  });

  test('docs/install.md explains every variable', () => {
    const page = readFileSync(join(projectRoot(), 'docs/install.md'), 'utf8');
    expect(VARIABLE_NAMES.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
