import { z } from 'zod';

/** How this installation writes its answers; an administrator changes it with the act `configure`. */
export interface Settings {
  charset: 'utf-8' | 'windows-1251' | 'windows-1251-mislabelled';
  /** Decimals with a comma. */
  decimalComma: boolean;
  /** Phone and e-mail of tourists can be read and not changed through the service. */
  contactsReadOnly: boolean;
  /** Between the parts of a full name, for people added from now on. */
  nameDelimiter: ' ' | '/';
}

export const defaultSettings: Settings = { charset: 'utf-8', decimalComma: false, contactsReadOnly: false, nameDelimiter: ' ' };

export const settingsChange = z.strictObject({
  charset: z.enum(['utf-8', 'windows-1251', 'windows-1251-mislabelled']).exactOptional(),
  decimalComma: z.boolean().exactOptional(),
  contactsReadOnly: z.boolean().exactOptional(),
  nameDelimiter: z.enum([' ', '/']).exactOptional(),
});
