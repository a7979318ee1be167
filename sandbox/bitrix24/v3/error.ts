import type { WireMap } from '../wire.ts';

/** A refusal of REST 3.0: `error` is a map, the status is a real one. */
export class RestError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 405 | 422;
  readonly code: string;
  readonly validation: readonly { field: string; message: string }[];

  constructor(status: RestError['status'], code: string, message: string, validation: RestError['validation'] = []) {
    super(message);
    this.name = 'RestError';
    this.status = status;
    this.code = `BITRIX_REST_V3_EXCEPTION_${code}`;
    this.validation = validation;
  }

  body(): WireMap {
    const { code, message, validation } = this;
    return { error: { code, message, ...(validation.length > 0 && { validation: validation.map((one) => ({ ...one })) }) } };
  }
}

export const invalid = (field: string, message: string) =>
  new RestError(400, 'VALIDATION_REQUESTVALIDATIONEXCEPTION', 'Error during request object validation', [{ field, message }]);
export const noRecord = (id: string) => new RestError(404, 'ENTITYNOTFOUNDEXCEPTION', `Record with ID = \`${id}\` not found`);
export const noMethod = (name: string) => new RestError(404, 'METHODNOTFOUNDEXCEPTION', `Method \`${name}\` not found`);
export const noAccess = () => new RestError(403, 'ACCESSDENIEDEXCEPTION', 'Access denied');
