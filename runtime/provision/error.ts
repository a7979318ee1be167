/** Something the hub stands on cannot be had. The message is for the person who starts it: what, why, and what to do. */
export class ProvisionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProvisionError';
  }
}
