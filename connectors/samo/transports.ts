import type { ReferencePort } from '../../domain/booking/ports.ts';
import type { Connected } from '../sdk/contract.ts';
import type { HttpCore } from '../sdk/http.ts';
import { scaledTimeoutMs } from '../sdk/writes.ts';
import { type Bank, createBank } from './bank/wspay.ts';
import { createPrint } from './documents/print.ts';
import { exportDoor } from './export/door.ts';
import { createGate } from './export/gate.ts';
import { createOnlineApi, type OnlineApi } from './export/online.ts';
import { rateScope, type SamoOptions, turnOf } from './options.ts';
import type { Scrub } from './scrub.ts';
import { isOutage } from './work.ts';

const TIMEOUT_MS = 30_000;

/** The interfaces beside the claim service; null where an option of one is missing. */
export interface Transports {
  gate: (ReferencePort & { currentStamp(): Promise<string> }) | null;
  online: OnlineApi | null;
  bank: Bank | null;
  print: ReturnType<typeof createPrint> | null;
}

export function createTransports(connected: Connected<SamoOptions>, scrub: Scrub): Transports {
  const { options, clock, limitScale } = connected;
  const { gateUrl, gateToken, onlineUrl, onlineToken, onlineMethod, onlineVersion, documentsUrl, documentsToken } = options;
  const { wspayUrl, wspayLogin, wspaySecret, wspayPartnerLogin } = options;

  function core(baseUrl: string, login: string, outages: { isOutage?: typeof isOutage } = {}): HttpCore {
    const scope = rateScope({ url: baseUrl, login });
    const turn = turnOf(options, limitScale);
    return connected.http({ baseUrl, timeoutMs: scaledTimeoutMs(TIMEOUT_MS, limitScale), scope, turn, ...outages });
  }

  function door(action: 'reference' | 'api' | 'print', url: string, token: string, method: 'get' | 'post' = 'get') {
    const { origin, pathname, searchParams } = new URL(url);
    return exportDoor({ http: core(origin + pathname, options.login), clock, scrub, action, token, method, fixed: searchParams });
  }

  function bank(): Bank | null {
    if (!wspayUrl || !wspayLogin || !wspaySecret) return null;
    const account = { login: wspayLogin, secret: wspaySecret, partnerLogin: wspayPartnerLogin };
    return createBank(account, core(wspayUrl, wspayLogin, { isOutage }), clock, scrub);
  }

  return {
    gate: gateUrl && gateToken ? createGate(door('reference', gateUrl, gateToken)) : null,
    online: onlineUrl && onlineToken ? createOnlineApi(door('api', onlineUrl, onlineToken, onlineMethod), onlineVersion) : null,
    bank: bank(),
    print: documentsUrl && documentsToken ? createPrint(door('print', documentsUrl, documentsToken), limitScale) : null,
  };
}
