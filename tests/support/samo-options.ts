/** What the SAMO twin says of its interfaces. */
interface SaidConnection {
  options: object;
  transports: {
    gate: { url: string; oauthToken: string };
    online: { url: string; oauthToken: string; method: string; version: string };
    wspay: { url: string; login: string; clientSecret: string; partnerLogin: string };
    documents: { url: string; oauthToken: string };
  };
}

/** Options of a connection that uses every interface of the twin, as an administrator would type them in. */
export function allTransports(connection: object): object {
  const { options, transports } = connection as SaidConnection;
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
