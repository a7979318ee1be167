/** Where the portal and its authorisation server are reached; a renamed portal has another host. */
export interface Address {
  /** `http://host/bitrix24` */
  portal(): string;
  /** Host of the portal, as event bodies name it. */
  domain(): string;
  clientEndpoint(): string;
  serverEndpoint(): string;
  authDomain(): string;
  /** The old host answers with a redirect from now on. */
  rename(host: string): void;
  restore(): void;
  /** The new address of a request that still uses an old host; null when the host is right. */
  movedTo(requestUrl: URL): string | null;
}

export function createAddress(publicUrl: () => string): Address {
  let renamed: string | null = null;
  let retired = new Set<string>();

  const base = () => new URL(`${publicUrl()}/bitrix24/`);
  function portalUrl(): URL {
    const url = base();
    if (renamed !== null) url.host = renamed;
    return url;
  }

  return {
    portal: () => portalUrl().href.replace(/\/$/, ''),
    domain: () => portalUrl().host,
    clientEndpoint: () => `${portalUrl().href}rest/`,
    serverEndpoint: () => `${base().href}rest/`,
    authDomain: () => base().host,
    rename(host) {
      retired.add(portalUrl().host);
      retired.delete(host);
      renamed = host;
    },
    restore() {
      renamed = null;
      retired = new Set();
    },
    movedTo(requestUrl) {
      if (!retired.has(requestUrl.host)) return null;
      const url = new URL(requestUrl);
      url.host = portalUrl().host;
      return url.href;
    },
  };
}
