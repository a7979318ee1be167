/** `bad_input` the act was asked for wrongly · `not_found` no such record · `refused` the system does not allow it now. */
export type ActErrorKind = 'bad_input' | 'not_found' | 'refused';

/** Why a person could not do that. */
export class ActError extends Error {
  readonly kind: ActErrorKind;

  constructor(kind: ActErrorKind, message: string) {
    super(message);
    this.name = 'ActError';
    this.kind = kind;
  }
}
