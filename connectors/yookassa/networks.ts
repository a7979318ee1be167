/**
 * Where YooKassa's notifications come from. They bear no signature: this list and reading the object again are the only proof.
 * Source: the vendor's list for notifications, in docs/connect-yookassa.md with its date.
 */
export const YOOKASSA_NETWORKS = [
  '185.71.76.0/27',
  '185.71.77.0/27',
  '77.75.153.0/25',
  '77.75.154.128/25',
  '77.75.156.11/32',
  '77.75.156.35/32',
] as const;
