/** What the service writes for an integer reference that is not there. */
const NO_REFERENCE = '-2147483647';
/** Years up to this one are the database's way of saying "no date". */
const LAST_EMPTY_YEAR = 1900;

/** An attribute as text; absent, empty and the null sentinel are all null. */
export function text(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' || trimmed === NO_REFERENCE ? null : trimmed;
}

/** True for the spellings of a set flag. */
export function flag(value: string | null | undefined): boolean {
  return /^(1|-1|true|yes|y)$/i.test(value?.trim() ?? '');
}

/** `YYYYMMDD`, ISO (with or without time) and `DD.MM.YYYY` as `YYYY-MM-DD`; empty years and nonsense are null. */
export function date(value: string | undefined): string | null {
  return moment(value)?.slice(0, 10) ?? null;
}

/** A local moment as `YYYY-MM-DDThh:mm:ss`, or the date alone where the service gave no time; an offset is not part of it. */
export function moment(value: string | undefined): string | null {
  const given = text(value);
  if (!given) return null;
  const parts =
    /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?$/.exec(given) ??
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(given) ??
    reversed(/^(\d{2})\.(\d{2})\.(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(given));
  if (!parts) return null;
  const [, year = '', month = '', day = '', hour, minute = '00', second = '00'] = parts;
  if (Number(year) <= LAST_EMPTY_YEAR || !isDay(Number(year), Number(month), Number(day))) return null;
  return `${year}-${month}-${day}${hour === undefined ? '' : `T${hour}:${minute}:${second}`}`;
}

function reversed(parts: RegExpExecArray | null): (string | undefined)[] | null {
  return parts && [parts[0], parts[3], parts[2], parts[1], parts[4], parts[5], parts[6]];
}

function isDay(year: number, month: number, day: number): boolean {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}

/** A decimal string: comma or point, spaces between thousands, no trailing zeros past `scale` places; null when it is no number. */
export function decimal(value: string | undefined, scale = 2): string | null {
  const given = text(value)
    ?.replace(/[\s\u00a0\u202f]/g, '')
    .replace(',', '.');
  const parts = /^([+-]?)(\d+|(?=\.\d))(?:\.(\d*))?$/.exec(given ?? '');
  if (!parts) return null;
  const [, sign = '', whole = '', places = ''] = parts;
  const kept = places.replace(/0+$/, '').padEnd(scale, '0');
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const negative = sign === '-' && /[1-9]/.test(digits + kept);
  return `${negative ? '-' : ''}${digits}${kept && `.${kept}`}`;
}

/** A count; null when it is none. */
export function count(value: string | undefined): number | null {
  const given = text(value);
  return given && /^\d{1,6}$/.test(given) ? Number(given) : null;
}
