import type { Json } from '../json.ts';

/**
 * What a channel tells of a message after it took it: it arrived · it is late · it came back, and so will everything else for this address · it alone came
 * back.
 */
export type Verdict = 'delivered' | 'delayed' | 'address' | 'message';

/** A report of a channel about one message. */
export interface DeliveryReport {
  /** What the channel calls the message. */
  message: string;
  /** Whom it is about; null where the report does not say. */
  address: string | null;
  verdict: Verdict;
  /** The channel's own word for it: `5.1.1`, `22`. */
  code: string;
}

/** The entity under which reports travel through the inbox. */
export const REPORT = 'delivery_report';

export const reportJson = ({ message, address, verdict, code }: DeliveryReport): Json => ({ message, address, verdict, code });

/** A report as it comes back from the inbox; null for anything else. */
export function reportOf(json: Json): DeliveryReport | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null;
  const { message, address, verdict, code } = json;
  if (typeof message !== 'string' || typeof code !== 'string' || !isVerdict(verdict)) return null;
  return { message, address: typeof address === 'string' ? address : null, verdict, code };
}

function isVerdict(value: Json | undefined): value is Verdict {
  return value === 'delivered' || value === 'delayed' || value === 'address' || value === 'message';
}
