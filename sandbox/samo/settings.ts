import { z } from 'zod';

/** How this installation is set up; an administrator changes it with the act `configure`. */
const settings = z.strictObject({
  charset: z.enum(['utf-8', 'windows-1251', 'windows-1251-mislabelled']),
  /** Decimals with a comma. */
  decimalComma: z.boolean(),
  /** Phone and e-mail of tourists can be read and not changed through the service. */
  contactsReadOnly: z.boolean(),
  /** Between the parts of a full name, for people added from now on. */
  nameDelimiter: z.enum([' ', '/']),
  /** Procedures that this installation does not offer. */
  withoutProcedures: z.array(z.string()),
  /** XML gate: most rows of one answer. */
  referencePage: z.int().min(1).max(100_000),
  /** Online API: the envelope of errors. */
  onlineErrors: z.enum(['coded', 'plain', 'tag', 'field']),
  /** Online API: how a token or an address is refused. */
  onlineAccessErrors: z.enum(['envelope', 'oauth', 'forbidden']),
  /** Online API: what a method without a result answers. */
  emptyPayload: z.enum(['array', 'object', 'null', 'false', 'text']),
  /** Online API: whether POST works. */
  onlinePost: z.enum(['accept', 'error500']),
  /** Seconds that a document takes to render, at limit scale 1. */
  renderSeconds: z.number().min(0).max(3600),
});
export type Settings = z.infer<typeof settings>;

export const defaultSettings: Settings = {
  charset: 'utf-8',
  decimalComma: false,
  contactsReadOnly: false,
  nameDelimiter: ' ',
  withoutProcedures: [],
  referencePage: 50,
  onlineErrors: 'coded',
  onlineAccessErrors: 'envelope',
  emptyPayload: 'array',
  onlinePost: 'accept',
  renderSeconds: 4,
};

const change = settings.partial();

/** The settings with what an administrator wants changed. @throws ZodError for an unknown name or value */
export function changedSettings(current: Settings, input: unknown): Settings {
  return settings.parse({ ...current, ...change.parse(input) });
}
