/** The one account of the sandbox's SMSC. */
export const ACCOUNT = {
  login: 'tour-desk',
  password: 'sandbox-sms-password',
  sender: 'TOUR',
  callbackSecret: 'sandbox-sms-notices',
} as const;
