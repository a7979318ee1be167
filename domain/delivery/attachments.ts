import { HubError } from '../errors.ts';
import type { Channel } from './types.ts';

/** A file that goes with a message: a document that the hub keeps, or bytes of its own. `sha256` is hex, of the bytes as they are sent. */
export interface FileFacts {
  name: string;
  contentType: string;
  /** Bytes. */
  size: number;
  sha256: string;
}

const MEBIBYTE = 1024 * 1024;

/**
 * How many bytes of files a channel carries in one message. Mail grows by a third on its way and most servers take 20 MB; endpoints of programs get data,
 * no files. An SMS has a text of its own that says where the files are.
 */
export const MOST_BYTES: { readonly [channel in Channel]: number } = {
  email: 14 * MEBIBYTE,
  messenger: 14 * MEBIBYTE,
  sms: Number.POSITIVE_INFINITY,
  webhook: 0,
};

/** Whether a channel carries these files in one message. */
export function carries(channel: Channel, files: readonly Pick<FileFacts, 'size'>[]): boolean {
  return files.reduce((sum, { size }) => sum + size, 0) <= MOST_BYTES[channel];
}

const NAME = /^[^\p{Cc}/\\<>:"|?*]{1,150}$/u;
const TYPE = /^[a-z]+\/[a-z0-9.+-]{1,80}$/;

/** @throws HubError `validation` for a file that no channel may carry: a name with path or control characters, an unreadable type, no content */
export function checkFile({ name, contentType, size, sha256 }: FileFacts): void {
  if (NAME.test(name) && name.trim() === name && TYPE.test(contentType) && size > 0 && /^[0-9a-f]{64}$/.test(sha256)) return;
  throw new HubError({
    code: 'ATTACHMENT_INVALID',
    kind: 'validation',
    userMessage: {
      ru: 'Файл нельзя приложить: у него недопустимое имя или тип, или он пуст',
      en: 'The file cannot be attached: its name or type is not allowed, or it is empty',
    },
    detail: `${contentType}, ${size} bytes`,
  });
}
