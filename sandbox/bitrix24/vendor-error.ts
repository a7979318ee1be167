import type { Wire } from './wire.ts';

/**
 * A refusal as this vendor words it. `code` may be an empty string or a number: callers must look for the key `error`, never for its value.
 * HTTP statuses are those measured on live portals where they differ from the documentation.
 */
export class VendorError extends Error {
  readonly status: number;
  readonly code: string | number;
  readonly description: string;

  constructor(status: number, code: string | number, description: string) {
    super(`${status} ${code} ${description}`);
    this.name = 'VendorError';
    this.status = status;
    this.code = code;
    this.description = description;
  }

  body(): { [key: string]: Wire } {
    return { error: this.code, error_description: this.description };
  }
}

export const elementNotFound = () => new VendorError(400, 'NOT_FOUND', 'Элемент не найден');
export const typeNotFound = () => new VendorError(400, 'NOT_FOUND', 'Смарт-процесс не найден');
export const missingParameter = (name: string) => new VendorError(400, '100', `Could not find value for parameter {${name}}`);
export const invalidValue = (title: string) =>
  new VendorError(400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID', `Неверное значение поля "${title}"`);
export const requiredField = (title: string) =>
  new VendorError(400, 'CRM_FIELD_ERROR_REQUIRED', `Поле "${title}" обязательно для заполнения`);
export const invalidArgument = (text: string) => new VendorError(400, 'INVALID_ARG_VALUE', text);

const faultStatuses: { [code: string]: [number, string] } = {
  QUERY_LIMIT_EXCEEDED: [503, 'Too many requests'],
  OPERATION_TIME_LIMIT: [429, 'Method is blocked due to operation time limit.'],
  OVERLOAD_LIMIT: [503, 'REST API is blocked due to overload.'],
  expired_token: [401, 'The access token provided has expired.'],
  invalid_token: [401, 'Unable to get application by token'],
  NO_AUTH_FOUND: [401, 'Wrong authorization data'],
  INVALID_CREDENTIALS: [401, 'Invalid request credentials'],
  insufficient_scope: [401, 'The request requires higher privileges than provided by the webhook token'],
  WRONG_AUTH_TYPE: [403, 'Current authorization type is denied for this method'],
  ERROR_METHOD_NOT_FOUND: [404, 'Method not found!'],
  ERROR_BATCH_METHOD_NOT_ALLOWED: [405, 'Method is not allowed for batch usage'],
  ERROR_BATCH_LENGTH_EXCEEDED: [400, 'Max batch length exceeded'],
  INTERNAL_SERVER_ERROR: [500, 'Internal server error'],
  ERROR_UNEXPECTED_ANSWER: [500, 'Server returned an unexpected response'],
  PORTAL_DELETED: [410, 'Portal was deleted'],
  ACCESS_DENIED: [400, 'Доступ запрещён'],
  NOT_FOUND: [400, 'Элемент не найден'],
  PAYMENT_REQUIRED: [401, 'Payment required'],
  authorization_error: [401, 'Unable to authorize user'],
};

/** A well-known error by its code, with the status that goes with it; an unknown code is a 400. `''` and `0` are codes too. */
export function errorByCode(code: string): VendorError {
  const [status, description] = faultStatuses[code] ?? [400, 'Ошибка при выполнении операции'];
  return new VendorError(status, code === '0' ? 0 : code, description);
}
