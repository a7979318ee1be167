import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate for `localhost` that nobody but the holder of the certificate trusts. PEM. */
export interface SelfSigned {
  key: string;
  cert: string;
}

const tag = (type: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([type, ...length]), body]);
};
const sequence = (...parts: Buffer[]) => tag(0x30, ...parts);
const set = (...parts: Buffer[]) => tag(0x31, ...parts);
const oid = (hex: string) => tag(0x06, Buffer.from(hex, 'hex'));
const bits = (body: Buffer) => tag(0x03, Buffer.from([0]), body);
const moment = (date: Date) => tag(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = oid('550403');
const basicConstraints = oid('551d13');
const subjectAltName = oid('551d11');
const isTrue = tag(0x01, Buffer.from([0xff]));
const DAY_MS = 86_400_000;

/** Makes a certificate authority that vouches for itself: enough for a client that is told to trust it. */
export function selfSigned(now = new Date()): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(commonName, tag(0x0c, Buffer.from('localhost')))));
  const names = sequence(tag(0x82, Buffer.from('localhost')), tag(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = sequence(
    sequence(basicConstraints, isTrue, tag(0x04, sequence(isTrue))),
    sequence(subjectAltName, tag(0x04, names)),
  );
  const body = sequence(
    tag(0xa0, tag(0x02, Buffer.from([2]))),
    tag(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    sequence(moment(new Date(now.getTime() - DAY_MS)), moment(new Date(now.getTime() + DAY_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tag(0xa3, extensions),
  );
  const der = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, privateKey)));
  const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
