import { z } from 'zod';
import { startSandbox } from './index.ts';

const environment = z
  .object({
    UZEL_SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
    UZEL_SANDBOX_HOST: z.string().default('127.0.0.1'),
    UZEL_LIMIT_SCALE: z.coerce.number().positive().default(1),
    UZEL_SANDBOX_SCENARIO: z.enum(['on', 'off']).default('on'),
  })
  .parse(process.env);

const sandbox = await startSandbox({
  port: environment.UZEL_SANDBOX_PORT,
  host: environment.UZEL_SANDBOX_HOST,
  limitScale: environment.UZEL_LIMIT_SCALE,
  scenario: environment.UZEL_SANDBOX_SCENARIO,
});
process.stdout.write(`sandbox ready at ${sandbox.url} (${Object.keys(sandbox.twins).join(', ')})\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
