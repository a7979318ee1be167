import { randomBytes } from 'node:crypto';
import { isHubError } from '../../../domain/errors.ts';
import type { Clock } from '../../sdk/contract.ts';
import { retryAfterMs } from '../../sdk/failure.ts';
import type { HttpCore } from '../../sdk/http.ts';
import { readSoap, soapEnvelope } from '../../sdk/soap.ts';
import { child, parseXml, type XmlNode } from '../../sdk/xml.ts';
import type { Scrub } from '../scrub.ts';
import { SECURITY_NAMESPACES, securityHeader } from '../security.ts';
import { decimal, flag, text } from '../values.ts';
import { faultCode } from '../work.ts';
import { bankError } from './errors.ts';

const NAMESPACE = 'http://online.samo.ru/xml/wspay';
const DEFAULT_PAUSE_MS = 60_000;

/** A numbered receipt: a payment that is announced, and once it is confirmed posted. Sums are decimal strings. */
export interface Receipt {
  number: string;
  transactionId: string | null;
  claimNumber: string | null;
  date: string | null;
  paid: { sum: string | null; currency: string | null };
  counted: { sum: string | null; currency: string | null };
  rate: string | null;
  /** Null where the service does not say. */
  confirmed: boolean | null;
}

/** The payment service, under the login of a bank. */
export interface Bank {
  pay(
    payment: { number: string; transactionId: string; sum: string; currency: string },
    deadlineAt: number,
  ): Promise<Receipt | null>;
  confirm(receipt: string, deadlineAt: number): Promise<{ paymentId: string | null }>;
  /** By its number or by the transaction that made it; null when there is none. */
  find(by: { receipt: string } | { transactionId: string }, deadlineAt?: number): Promise<Receipt | null>;
}

interface Account {
  login: string;
  secret: string;
  /** Stands for the passport of a tourist, which the hub does not have; the simple calls need neither. */
  partnerLogin: string | undefined;
}

/** Document-style SOAP, one element per operation, signed like the claim service. @throws HubError by the table of `errors.ts` */
export function createBank(account: Account, http: HttpCore, clock: Clock, scrub: Scrub): Bank {
  async function call(
    name: string,
    fields: { [field: string]: string },
    readOnly: boolean,
    deadlineAt?: number,
  ): Promise<XmlNode> {
    const answer = await http.request({
      method: 'POST',
      path: '',
      operation: name,
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${NAMESPACE}#${name}"` },
      body: envelope(account, name, fields, clock.now()),
      readOnly,
      ...(deadlineAt === undefined ? {} : { deadlineAt }),
    });
    const fail = (code: string | null, words: string) => {
      const untilMs = retryAfterMs(answer.headers['retry-after'], clock.now()) ?? clock.now() + DEFAULT_PAUSE_MS;
      const until = answer.status === 429 ? { untilMs } : {};
      return bankError({ operation: name, readOnly, status: answer.status, code, text: scrub(words, fields), ...until });
    };
    const message = tryRead(answer.text);
    if (!message) throw fail(null, '');
    if (message.kind === 'fault') throw fail(faultCode(message), message.text);
    const inside = message.body.children.find(({ name: own }) => /^error(code)?$/i.test(own));
    if (inside) throw fail(/\d{3}/.exec(inside.text)?.[0] ?? null, inside.text);
    return message.body;
  }

  return {
    async pay({ number, transactionId, sum, currency }, deadlineAt) {
      const who = account.partnerLogin;
      const fields = {
        ReservationNumber: number,
        ...(who === undefined ? {} : { PartnerLogin: who }),
        PaySum: sum,
        PayCurrency: currency,
        TransactionId: transactionId,
      };
      return readReceipt(await call(who === undefined ? 'payReservationSimple' : 'payReservation', fields, false, deadlineAt));
    },
    async confirm(receipt, deadlineAt) {
      const answer = await call('confirmInvoice', { INumber: receipt }, false, deadlineAt);
      return { paymentId: text(child(answer, 'PaymentGuid')?.text) };
    },
    async find(by, deadlineAt) {
      const fields: { [field: string]: string } = 'receipt' in by ? { INumber: by.receipt } : { TransactionId: by.transactionId };
      try {
        return readReceipt(await call('getInvoiceData', fields, true, deadlineAt));
      } catch (error) {
        if (isHubError(error) && error.kind === 'not_found') return null;
        throw error;
      }
    },
  };
}

function envelope({ login, secret }: Account, name: string, fields: { [field: string]: string }, nowMs: number): string {
  return soapEnvelope({
    namespaces: { ...SECURITY_NAMESPACES, pay: NAMESPACE },
    header: { 'wsse:Security': securityHeader({ name: login, secret }, randomBytes(16), nowMs) },
    body: { [`pay:${name}`]: Object.fromEntries(Object.entries(fields).map(([field, value]) => [`pay:${field}`, value])) },
  });
}

/** Null without a number: then nothing is known of a receipt. */
function readReceipt(answer: XmlNode): Receipt | null {
  const holder = child(answer, 'reservationData');
  const value = (name: string) => text(child(answer, name)?.text) ?? text(child(holder, name)?.text);
  const number = text(child(answer, 'INumber')?.text);
  if (number === null) return null;
  const confirmed = value('Confirmed');
  return {
    number,
    transactionId: value('TransactionId'),
    claimNumber: value('Number'),
    date: value('InvoiceDate'),
    paid: { sum: decimal(value('PaySum') ?? undefined), currency: value('PayCurrency') },
    counted: { sum: decimal(value('ResSum') ?? undefined), currency: value('ResCurrency') },
    rate: decimal(value('Rate') ?? undefined, 0),
    confirmed: confirmed === null ? null : flag(confirmed),
  };
}

function tryRead(xml: string) {
  try {
    return readSoap(parseXml(xml));
  } catch {
    return null;
  }
}
