import { createHmac } from 'node:crypto';

/** Signs `id.timestamp.body` with each key (`v1`, HMAC-SHA256): a receiver accepts the request if it knows one of them. */
export function signature(secrets: readonly string[], id: string, timestamp: number, body: string): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
