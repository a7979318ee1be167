/** Domains under which the vendor keeps its cloud portals. */
const ZONES = [
  ...['ru', 'com', 'eu', 'de', 'fr', 'it', 'pl', 'es', 'by', 'kz', 'ua', 'in', 'jp', 'vn', 'id', 'cn', 'mx', 'com.br', 'com.tr'],
].map((zone) => `.bitrix24.${zone}`);
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** True when both addresses are cloud portals of the vendor, or both lie on this machine. */
export function sameVendorZone(a: string, b: string): boolean {
  const [first, second] = [new URL(a), new URL(b)];
  if (LOOPBACK.test(first.hostname)) return LOOPBACK.test(second.hostname);
  return second.protocol === 'https:' && inZone(first.hostname) && inZone(second.hostname);
}

function inZone(host: string): boolean {
  return ZONES.some((zone) => host.endsWith(zone));
}
