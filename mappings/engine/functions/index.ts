import { claimFunctions } from './claim.ts';
import { contactFunctions } from './contacts.ts';
import { dateFunctions } from './dates.ts';
import { moneyFunctions } from './money.ts';
import { peopleFunctions } from './people.ts';
import { textFunctions } from './text.ts';
import type { FunctionTable } from './types.ts';

/** Every function that a spec may name. */
export const functions: FunctionTable = {
  ...textFunctions,
  ...moneyFunctions,
  ...dateFunctions,
  ...contactFunctions,
  ...peopleFunctions,
  ...claimFunctions,
};
