import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { HubError } from '../../domain/errors.ts';
import { blockList, unmapped } from './networks.ts';

/** IANA special-purpose IPv4 blocks: private, shared (CGNAT), loopback, link-local, documentation, benchmarks, multicast, reserved. */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Only global unicast is public in IPv6; inside it the IETF, documentation and 6to4 blocks are not. */
const GLOBAL_V6 = ['2000::/3'];
const SPECIAL_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

export interface EgressGuard {
  /** @throws HubError `config` when the address is an IP literal that may not be dialled, or is no http(s) address */
  check(url: URL): void;
  /** For the agent of the connection: resolves a name once and hands out only addresses that may be dialled. */
  lookup: LookupFunction;
}

/**
 * Keeps calls out of private networks, whatever a name resolves to at that moment.
 * @param grants CIDR blocks that this connection may reach although they are not public: `10.20.0.0/16`, `127.0.0.0/8`, `::1/128`
 */
export function createEgressGuard(grants: readonly string[]): EgressGuard {
  const granted = blockList(grants);
  const special = blockList([...SPECIAL_V4, ...SPECIAL_V6]);
  const global6 = blockList(GLOBAL_V6);

  function allowed(literal: string): boolean {
    const address = unmapped(literal);
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (granted.check(address, family)) return true;
    if (family === 'ipv6' && !global6.check(address, family)) return false;
    return !special.check(address, family);
  }

  return {
    check(url) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refusal(`protocol ${url.protocol}`);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) && !allowed(host)) throw refusal(`address ${host}`);
    },
    lookup(hostname, options, callback) {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 0);
        const permitted = addresses.filter((entry) => allowed(entry.address));
        const first = permitted[0];
        if (!first) return callback(refusal(`name ${hostname}`), '', 0);
        if (options.all) return callback(null, permitted);
        callback(null, first.address, first.family);
      });
    },
  };
}

function refusal(what: string): HubError {
  return new HubError({
    code: 'EGRESS_REFUSED',
    kind: 'config',
    userMessage: {
      ru: 'Адрес системы находится в закрытой сети. Укажите эту сеть в параметрах подключения, если обращаться к ней можно.',
      en: 'The address lies in a private network. Name that network in the connection options if it may be reached.',
    },
    detail: what,
  });
}
