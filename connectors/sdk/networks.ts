import { BlockList, isIP } from 'node:net';
import { HubError } from '../../domain/errors.ts';

/** Whether an address lies in one of these networks (`77.75.153.0/25`, `2a02:5180::/32`, or one address). An address that is not known lies nowhere. */
export function isInNetworks(address: string | undefined, networks: readonly string[]): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  const plain = unmapped(address);
  return blockList(networks).check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** @throws HubError `config` for a block that is written wrongly */
export function blockList(blocks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const block of blocks) {
    const [network = '', prefix] = block.split('/');
    const family = isIP(network);
    const bits = Number(prefix ?? (family === 6 ? 128 : 32));
    if (!family || !Number.isInteger(bits) || bits < 0 || bits > (family === 6 ? 128 : 32)) throw badGrant(block);
    list.addSubnet(network, bits, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** `::ffff:10.0.0.1` and `::ffff:a00:1` are 10.0.0.1 in other clothes. */
export function unmapped(address: string): string {
  if (isIP(address) !== 6) return address;
  const canonical = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const high = Number.parseInt(mapped[1] ?? '', 16);
  const low = Number.parseInt(mapped[2] ?? '', 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function badGrant(block: string): HubError {
  return new HubError({
    code: 'EGRESS_BAD_GRANT',
    kind: 'config',
    userMessage: {
      ru: 'Закрытая сеть указана с ошибкой: нужен вид 10.20.0.0/16.',
      en: 'A private network is written wrongly: use the form 10.20.0.0/16.',
    },
    detail: block,
  });
}
