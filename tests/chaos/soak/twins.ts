/** What the twins show of their records, as far as the soak looks at it. */

export interface SamoClaim {
  number: number;
  guid: string;
  offer: boolean;
  status: string;
  payStatus: string;
  confirmed: boolean;
  cancelledAt: string | null;
  cancelRequestedAt: string | null;
  dateBeg: string;
  dateEnd: string;
  payDate: string;
  note: string | null;
  price: string;
  state: { name: string };
  tour: { name: string };
  townFrom: { name: string };
  moneys: { currency: string; isClaimCurrency: boolean; rate: string; price: string; paid: string; debt: string }[];
  services: { kind: string; name: string; dateBeg: string; dateEnd: string; price: string }[];
  buyer: {
    kind: 'person' | 'agency';
    key: string;
    travels: boolean;
    name: string;
    phone: string | null;
    email: string | null;
    mobile?: string | null;
    contact?: string | null;
  };
  peoples: { key: string; name: string }[];
}

export type Deal = { id: number; productRows: { productName: string; price: number; quantity: number }[] } & {
  [field: string]: unknown;
};

export interface Multifield {
  id: number;
  typeId: string;
  value: string;
}

export type Contact = { id: number; fm: Multifield[] } & { [field: string]: unknown };

/** Phones of one number, whatever their spelling: the last ten digits. */
export function samePhone(a: string | null | undefined, b: string | null | undefined): boolean {
  const digits = (text: string | null | undefined) => (text ?? '').replace(/\D/g, '').slice(-10);
  return digits(a) === digits(b);
}

export function firstPhone(contact: Contact | undefined): Multifield | undefined {
  return contact?.fm.find((entry) => entry.typeId === 'PHONE');
}
