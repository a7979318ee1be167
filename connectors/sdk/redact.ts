const MAX_LENGTH = 500;
const PERSONAL: [RegExp, string][] = [
  [/[^\s@<>"'=&;,:]+@[^\s@<>"'=&;,:]+\.[a-zа-я]{2,}/giu, '‹e-mail›'],
  [/(?<!\d)(?:\+7|8|7)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)/g, '‹phone›'],
  [/\+\d[\d\s()-]{8,}\d/g, '‹phone›'],
  [/(?<!\d)\d{4}\s\d{6}(?!\d)/g, '‹document›'],
  [/(?<![\w-])(?:\d{4}[ -]){3}\d{4}(?!\d)/g, '‹number›'],
  [/(?<![\w-])\d{12,19}(?!\d)/g, '‹number›'],
];

export type Redact = (text: string) => string;

/**
 * Makes a text fit for errors and logs: the connection's secrets (as they are, percent-encoded, base64 and XML-escaped), e-mails, phones and
 * document numbers are replaced, the rest is cut at 500 characters. Names of people cannot be recognised: never pass whole records.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const hidden = [...new Set(secrets.filter((secret) => secret.length >= 3).flatMap(disguises))].sort(
    (a, b) => b.length - a.length,
  );
  return (text) => {
    let clean = text;
    for (const secret of hidden) clean = clean.replaceAll(secret, '‹secret›');
    for (const [pattern, label] of PERSONAL) clean = clean.replace(pattern, label);
    return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
  };
}

function disguises(secret: string): string[] {
  const escaped = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, ''), escaped];
}
