import { type Portal, startPortal } from './bitrix24-portal.ts';

type Body = { [key: string]: unknown };

/** How a page is played: the success, the error and the event it shows, in the order of the page's bodies. */
export interface Probe {
  success?: (world: World) => Promise<unknown>;
  /** Several successes of one page. */
  successes?: (world: World) => Promise<unknown[]>;
  error?: (world: World) => Promise<unknown>;
  event?: (world: World) => Promise<unknown>;
}
export type Probes = { [page: string]: Probe };

/** A portal with some records in it, an administrator's and a manager's token, and a listener. */
export async function createWorld() {
  const portal: Portal = await startPortal();
  await portal.act('switch', { documentedEvents: true, documentsAtOnce: true });
  const { webhook, oauth: scopes } = (await portal.act('scopes')) as { webhook: string[]; oauth: string[] };
  await portal.act('scopes', { webhook: [...webhook, 'imconnector', 'telephony'] });
  const admin = (await portal.authorise()).access_token;
  const { code } = await portal.act('authorize', { user: 11 });
  const manager = String((await portal.token({ grant_type: 'authorization_code', code: String(code) })).body['access_token']);

  /** The vendor's limits are not what is compared here. */
  const unhurried = () => portal.clock.advance(1000);
  async function call(method: string, params: Body = {}): Promise<Body> {
    unhurried();
    return (await portal.call(method, params)).body;
  }
  async function app(method: string, params: Body = {}): Promise<Body> {
    unhurried();
    return (await portal.callAs(admin, method, params)).body;
  }
  async function result<T>(method: string, params: Body = {}): Promise<T> {
    const body = await app(method, params);
    if ('error' in body) throw new Error(`${method}: ${JSON.stringify(body)}`);
    return body['result'] as T;
  }

  const company = await portal.add(4, { title: 'ООО «Северный ветер»' });
  const phone = { typeId: 'PHONE', valueType: 'WORK', value: '+79000000011' };
  const contact = await portal.add(3, { name: 'Анна', lastName: 'Ветрова', companyId: company['id'], fm: [phone] });
  const im = { typeId: 'IM', valueType: 'OPENLINE', value: 'imol|livechat|1|67|21' };
  const lead = await portal.add(1, { title: 'Заявка с сайта', name: 'Борис', contactIds: [contact['id']], fm: [phone, im] });
  const deal = await portal.add(2, {
    title: 'Турция, Ветрова',
    companyId: company['id'],
    contactIds: [contact['id']],
    observers: [11, 12],
    opportunity: 1000.5,
    utmSource: 'site',
  });

  return {
    portal,
    scopes,
    deal: Number(deal['id']),
    contact: Number(contact['id']),
    company: Number(company['id']),
    lead: Number(lead['id']),
    /** Through the incoming webhook. */
    call,
    /** As the application, for an administrator. */
    app,
    /** As the application, for a manager. */
    manager: async (method: string, params: Body = {}) => {
      unhurried();
      return (await portal.callAs(manager, method, params)).body;
    },
    /** The result of a call that must succeed. */
    result,
    /** REST 3.0 through the webhook. */
    v3: async (method: string, params: Body = {}) => {
      unhurried();
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(params) };
      return (await portal.send(portal.hook.replace('/rest/', '/rest/api/').concat(`/${method}`), init)).body;
    },
    /** What a caller is told while a right is taken away. */
    async forbidden<T>(entity: string, ask: () => Promise<T>): Promise<T> {
      await portal.act('forbid', { entity });
      try {
        return await ask();
      } finally {
        await portal.act('allow', { entity });
      }
    },
    /** What a caller is told by a portal that has broken down inside: a code and a text of no account. */
    async broken(method: string, code: string) {
      portal.faults({ operation: method.toLowerCase(), kind: 'error', share: 1, code });
      const body = await app(method);
      portal.faults();
      return body;
    },
    /** The body that an application receives of what `cause` sets off. */
    async told(event: string, cause: () => Promise<unknown>): Promise<unknown> {
      await app('event.bind', { event, handler: `${portal.url}/handler` });
      const before = portal.received.length;
      await cause();
      await portal.events();
      return portal.received.slice(before).find(({ body }) => String(body['event']).toUpperCase() === event)?.body;
    },
    stop: () => portal.stop(),
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
