import { isHubError } from '../../domain/errors.ts';
import type { Capability } from '../sdk/contract.ts';
import type { SmtpClient } from './client.ts';

/** Signs in, sends nothing. */
export async function probe(client: SmtpClient): Promise<Capability[]> {
  try {
    const { encrypted, signedIn } = await client.greet();
    return [
      {
        name: 'send',
        available: true,
        reason: signedIn
          ? { ru: 'Сервер принял логин и пароль', en: 'The server accepted user and password' }
          : { ru: 'Сервер принимает письма без входа', en: 'The server takes letters without signing in' },
      },
      {
        name: 'encryption',
        available: encrypted,
        reason: encrypted
          ? { ru: 'Соединение шифруется', en: 'The connection is encrypted' }
          : {
              ru: 'Соединение не шифруется: годится только внутри своей сети',
              en: 'The connection is not encrypted: fit for a network of your own only',
            },
      },
    ];
  } catch (error) {
    if (!isHubError(error)) throw error;
    return [{ name: 'send', available: false, reason: error.userMessage }];
  }
}
