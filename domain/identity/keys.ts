/** What a person or a company is recognised by. The store keeps a keyed hash of `kind` and `value`, never the value. */
export interface IdentityKey {
  kind: 'phone' | 'email' | 'booking_key' | 'agency_key' | 'inn';
  value: string;
}

/** Lower case without surrounding blanks; null for what cannot be an address. */
export function normaliseEmail(email: string): string | null {
  const text = email.trim().toLowerCase();
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text) ? text : null;
}

/** A Russian taxpayer number (10 digits of a company, 12 of a person) with a right check sum; null otherwise. */
export function normaliseInn(inn: string): string | null {
  const text = inn.replace(/\s/g, '');
  if (/^\d{10}$/.test(text)) return checkDigit(text, 9) ? text : null;
  if (/^\d{12}$/.test(text)) return checkDigit(text, 10) && checkDigit(text, 11) ? text : null;
  return null;
}

const INN_WEIGHTS = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

function checkDigit(text: string, position: number): boolean {
  const weights = INN_WEIGHTS.slice(INN_WEIGHTS.length - position);
  const total = weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0);
  return (total % 11) % 10 === Number(text[position]);
}
