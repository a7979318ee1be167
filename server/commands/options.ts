import type { Connector } from '../../connectors/sdk/contract.ts';
import { mergeSecrets, optionsForm, splitSecrets } from '../../connectors/sdk/secrets.ts';
import type { Json } from '../../domain/json.ts';
import { type FieldError, fieldErrors, InvalidRequest } from '../refusals.ts';

type Options = { [name: string]: Json };

/** Options as they are stored: open ones in clear, and the secrets to seal. */
export interface CheckedOptions {
  open: Options;
  secret: { [name: string]: string };
}

/**
 * Puts entered options on top of stored ones and has the connector check the whole.
 *
 * An open option that is entered as null is removed; a secret that is left out, empty or null keeps its stored value.
 * What is kept is what was entered: defaults of the connector stay its own.
 * @throws InvalidRequest with every mistake, under `options.<name>`
 */
export function checkOptions(connector: Connector, entered: Options, stored: { open: Options; secret: Options }): CheckedOptions {
  const fields = optionsForm(connector).fields;
  const known = new Set(fields.map((field) => field.name));
  const strangers = Object.keys(entered).filter((name) => !known.has(name));
  const given = splitSecrets(connector, entered);
  const textless = Object.entries(given.secret).filter(([, value]) => value !== null && typeof value !== 'string');
  const mistakes: FieldError[] = [
    ...strangers.map((name) => ({ path: `options.${name}`, message: `${connector.system} has no such option` })),
    ...textless.map(([name]) => ({ path: `options.${name}`, message: 'a secret is a text' })),
  ];
  if (mistakes.length > 0) throw new InvalidRequest(mistakes, 'OPTIONS_INVALID');

  const open = withoutNulls({ ...stored.open, ...given.open });
  const parsed = connector.options.safeParse(mergeSecrets(open, stored.secret, given.secret));
  if (!parsed.success) throw new InvalidRequest(fieldErrors(parsed.error.issues, ['options']), 'OPTIONS_INVALID');
  return { open, secret: entriesOf(given.secret) };
}

const withoutNulls = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));

/** The secrets that were really entered. */
function entriesOf(secret: Options): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(secret).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && value !== '' ? [[name, value]] : [],
    ),
  );
}
