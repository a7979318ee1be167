import { type Context, Hono } from 'hono';
import { answerWithFaults } from '../core/twin-faults.ts';
import type { FaultPlan } from '../core/types.ts';
import { ACCOUNT } from './account.ts';
import type { Desk } from './desk.ts';

const WORDS: { readonly [code: string]: string } = {
  1: 'parameters error',
  2: 'invalid login/password',
  3: 'not enough money',
  4: 'IP is blocked',
  6: 'message is denied',
  7: 'invalid number',
  8: "can't deliver",
  9: 'duplicate request, wait a minute',
};

type Form = { [name: string]: string };

const no = (code: number | string, id?: number) =>
  Response.json({ error: WORDS[code] ?? 'unknown error', error_code: Number(code), ...(id === undefined ? {} : { id }) });

/** The HTTP interface under `/sys`: GET or POST, answers in JSON (`fmt=3`), errors under status 200. */
export function createService({ desk, faults }: { desk: Desk; faults: FaultPlan }): Hono {
  const app = new Hono();

  const guarded = (operation: string, work: (form: Form) => Response) => async (c: Context) => {
    const form = await formOf(c);
    return answerWithFaults({
      context: c,
      plan: faults,
      operation,
      vendor: {
        error: ({ code = '1' }) => (code.startsWith('http') ? new Response('', { status: Number(code.slice(4)) }) : no(code)),
        rateLimit: () => no(4),
      },
      work: async () => {
        const known = form['login'] === ACCOUNT.login && form['psw'] === ACCOUNT.password;
        if (!desk.mayEnter() || !known) return no(2);
        return form['fmt'] === '3' ? work(form) : no(1);
      },
    });
  };

  app.on(
    ['GET', 'POST'],
    '/sys/send.php',
    guarded('send', (form) => {
      const { phones = '', mes = '', sender = '' } = form;
      const id = Number(form['id'] ?? desk.messages().length + 1);
      if (phones === '' || mes === '' || !Number.isInteger(id) || id < 1 || id > 2_147_483_647) return no(1);
      const taken = desk.take({ id, phone: phones, text: mes, sender });
      if ('refused' in taken) return no(taken.refused, id);
      const { parts, cost } = taken.message;
      return Response.json({ id, cnt: parts, ...(form['cost'] === '3' ? { cost, balance: desk.balance() } : {}) });
    }),
  );
  app.on(
    ['GET', 'POST'],
    '/sys/status.php',
    guarded('status', (form) => {
      const { phone = '' } = form;
      const id = Number(form['id']);
      if (phone === '' || !Number.isInteger(id)) return no(1);
      const found = desk.find(id, phone);
      if (!found) return Response.json({ status: -3, last_date: '', last_timestamp: 0 });
      const seconds = Math.floor(Date.parse(found.at) / 1000);
      return Response.json({ status: found.status, last_date: found.at, last_timestamp: seconds, err: 0 });
    }),
  );
  app.on(
    ['GET', 'POST'],
    '/sys/balance.php',
    guarded('balance', () => Response.json({ balance: desk.balance() })),
  );
  return app;
}

async function formOf(c: Context): Promise<Form> {
  const body = c.req.method === 'POST' ? await c.req.text() : '';
  return Object.fromEntries([...new URLSearchParams(c.req.url.split('?')[1] ?? ''), ...new URLSearchParams(body)]);
}
