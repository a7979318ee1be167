import type { Json } from '../domain/json.ts';

/** What a twin says of itself: the fields of a connection form and, at the booking system, its further interfaces. */
export interface SaidConnection {
  options: Record<string, Json>;
  transports?: {
    gate: { url: string; oauthToken: string };
    online: { url: string; oauthToken: string; method: string; version: string };
    wspay: { url: string; login: string; clientSecret: string; partnerLogin: string };
    documents: { url: string; oauthToken: string };
  };
}

/** Options of a connection that uses every interface of a twin, as an administrator would type them in. */
export function optionsOf({ options, transports }: SaidConnection): Record<string, Json> {
  if (transports === undefined) return options;
  const { gate, online, wspay, documents } = transports;
  return {
    ...options,
    gateUrl: gate.url,
    gateToken: gate.oauthToken,
    onlineUrl: online.url,
    onlineToken: online.oauthToken,
    onlineMethod: online.method.toLowerCase(),
    onlineVersion: online.version,
    wspayUrl: wspay.url,
    wspayLogin: wspay.login,
    wspaySecret: wspay.clientSecret,
    wspayPartnerLogin: wspay.partnerLogin,
    documentsUrl: documents.url,
    documentsToken: documents.oauthToken,
  };
}
