import type { TwinConnection } from '../core/types.ts';
import { sandboxToken } from './access.ts';
import { exportPath } from './export/door.ts';
import { sandboxPartner as partner } from './partner.ts';
import { sandboxBank } from './wspay/bank.ts';
import { wspayPath } from './wspay/service.ts';

/** Where a person would look at a claim. */
export const claimPath = '/claims';

/** What an administrator types in: the claim service as the connection itself, the other interfaces beside it. */
export function samoConnection(base: string, servicePath: string): TwinConnection {
  const exportUrl = base + exportPath;
  return {
    system: 'samo',
    options: {
      url: base + servicePath,
      login: partner.login,
      password: partner.password,
      clientSecret: partner.clientSecret,
      claimPage: `${base}${claimPath}/{number}`,
      encode: 'aes',
      privateNetworks: ['127.0.0.0/8'],
    },
    transports: {
      gate: {
        url: exportUrl,
        oauthToken: sandboxToken,
        login: partner.login,
        password: partner.password,
        digestKey: partner.digestKey,
      },
      online: { url: exportUrl, oauthToken: sandboxToken, method: 'GET', version: '1.0', type: 'json' },
      wspay: {
        url: base + wspayPath,
        login: sandboxBank.login,
        clientSecret: sandboxBank.clientSecret,
        partnerLogin: partner.login,
      },
      documents: { url: exportUrl, oauthToken: sandboxToken },
    },
  };
}
