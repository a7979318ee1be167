import { page } from '../list.ts';
import type { Method, MethodTable } from '../method.ts';
import { userRow } from '../users.ts';
import { VendorError } from '../vendor-error.ts';
import { asMap, asText } from '../wire.ts';

const anyUserScope = ['user', 'user_basic', 'user_brief'];
const quick = { scopes: [], seconds: 0.01 };

/** What a client asks before it starts to work: who it is, what it may, what this portal can. */
export function systemMethods(lookup: (name: string) => Method | undefined): MethodTable {
  return {
    profile: {
      ...quick,
      run({ machine, credential }) {
        const user = machine.portal.users.find((one) => one.id === credential.userId);
        return {
          result: {
            ID: String(credential.userId),
            ADMIN: user?.admin ?? false,
            NAME: user?.name ?? '',
            LAST_NAME: user?.lastName ?? '',
            PERSONAL_GENDER: '',
            TIME_ZONE: 'Europe/Moscow',
            TIME_ZONE_OFFSET: 0,
          },
        };
      },
    },
    'user.current': {
      scopes: anyUserScope,
      seconds: 0.02,
      run({ machine, credential }) {
        const user = machine.portal.users.find((one) => one.id === credential.userId);
        if (user === undefined) throw new VendorError(401, 'authorization_error', 'Unable to authorize user');
        return { result: userRow(user) };
      },
    },
    'user.get': {
      scopes: anyUserScope,
      seconds: 0.05,
      run({ machine, params }) {
        const filter = asMap(params['filter'] ?? params['FILTER']);
        const ids = [params['ID'] ?? filter['ID']].flatMap((value) => (Array.isArray(value) ? value : [value])).map(asText);
        const email = asText(filter['EMAIL']);
        const found = machine.portal.users.filter(
          (user) => (ids.every((id) => id === '') || ids.includes(String(user.id))) && (email === '' || user.email === email),
        );
        const { rows, ...paging } = page(found, params['start']);
        return { result: rows.map(userRow), ...paging };
      },
    },
    'user.admin': {
      ...quick,
      run: ({ machine, credential }) => ({
        result: machine.portal.users.some((user) => user.id === credential.userId && user.admin),
      }),
    },
    'user.access': {
      ...quick,
      run({ machine, params, credential }) {
        const asked = params['ACCESS'];
        const codes = (Array.isArray(asked) ? asked : [asked]).map(asText);
        const admin = machine.portal.users.some((user) => user.id === credential.userId && user.admin);
        return { result: codes.some((code) => code === 'G2' || code === `U${credential.userId}` || (code === 'G1' && admin)) };
      },
    },
    scope: {
      ...quick,
      run: ({ credential }) => ({ result: [...credential.scopes] }),
    },
    'method.get': {
      ...quick,
      run({ params, credential }) {
        const method = lookup(asText(params['name']).toLowerCase());
        const allowed =
          method !== undefined &&
          (method.scopes.length === 0 || method.scopes.some((scope) => credential.scopes.includes(scope)));
        return { result: { isExisting: method !== undefined, isAvailable: allowed } };
      },
    },
    'feature.get': {
      ...quick,
      run({ params }) {
        const code = asText(params['CODE'] ?? params['code']);
        if (code === '') throw new VendorError(400, 'CODE_EMPTY', "CODE can't be empty");
        return { result: { value: ['rest_auth_connector', 'rest_offline_extended'].includes(code) ? 'Y' : 'N' } };
      },
    },
    'app.info': {
      ...quick,
      webhookRefusal: 'ACCESS_DENIED',
      run: () => ({
        result: {
          ID: 5,
          CODE: 'local.sandbox000000.00000000',
          VERSION: 1,
          STATUS: 'L',
          INSTALLED: true,
          PAYMENT_EXPIRED: 'N',
          DAYS: null,
          LANGUAGE_ID: 'ru',
          LICENSE: 'ru_pro100',
          LICENSE_TYPE: 'pro100',
          LICENSE_FAMILY: 'pro',
        },
      }),
    },
    'server.time': {
      ...quick,
      run: ({ machine }) => ({ result: new Date(machine.portal.clock.now()).toISOString().replace(/\.\d+Z$/, '+00:00') }),
    },
  };
}
