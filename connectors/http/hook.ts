import type { Hook, InboundEvent, RawRequest } from '../sdk/contract.ts';
import { parseLossless } from '../sdk/lossless-json.ts';
import { eventsIn, unreadable } from './events.ts';
import type { HttpOptions } from './options.ts';
import { isLoopback, isSecret, isSigned, isStandardWebhook } from './verify.ts';

const PLAIN = { kind: 'event' };

/** Events of any system, as facts: their content is all there is, nothing can be read again. */
export const hook: Hook<HttpOptions> = {
  verify(request, options) {
    switch (options.hookVerify) {
      case undefined:
        return false;
      case 'none':
        return isLoopback(request);
      case 'header':
        return isSecret(request.headers[(options.hookName ?? '').toLowerCase()], options.hookSecret, options.hookPrefix);
      case 'query':
        return isSecret(new URLSearchParams(request.query).get(options.hookName ?? '') ?? undefined, options.hookSecret, '');
      case 'hmac':
        return isSigned(request, options);
      case 'standard-webhooks':
        return isStandardWebhook(request, options);
    }
  },
  parse(request, options): InboundEvent[] {
    const messageId = request.headers['webhook-id'];
    return eventsIn(read(request), options ?? PLAIN, messageId === undefined ? {} : { messageId });
  },
};

function read(request: RawRequest) {
  const text = new TextDecoder('utf-8', { fatal: true });
  try {
    const body = text.decode(request.body);
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return Object.fromEntries(new URLSearchParams(body));
    return parseLossless(body);
  } catch {
    throw unreadable('HTTP_BODY_UNREADABLE', 'Тело события не читается как JSON.', 'The body of the event is not readable JSON.');
  }
}
