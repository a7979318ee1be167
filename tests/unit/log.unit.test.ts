import { expect, test } from 'vitest';
import { createLog } from '../../runtime/log.ts';

test('a line is JSON with a word for its level, and hides credentials and personal data', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  log.info(
    { link: 'l1', phone: '+7 900 000-00-01', client: { email: 'anna@example.com', id: 7 }, connection: { token: 'abc' } },
    'merged',
  );
  const line = JSON.parse(lines.join('')) as Record<string, unknown>;
  expect(line).toMatchObject({ level: 'info', service: 'uzel', msg: 'merged', link: 'l1', client: { id: 7 } });
  expect(lines.join('')).not.toMatch(/900|anna|abc/);
});
