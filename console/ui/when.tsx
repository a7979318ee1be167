import { useSyncExternalStore } from 'react';
import { language } from '../i18n/language.ts';

const TICK_MS = 15_000;
const tickers = new Set<() => void>();
let now = Date.now();
let clock: ReturnType<typeof setInterval> | undefined;

function subscribe(ticker: () => void): () => void {
  tickers.add(ticker);
  clock ??= setInterval(() => {
    now = Date.now();
    for (const one of tickers) one();
  }, TICK_MS);
  return () => {
    tickers.delete(ticker);
    if (tickers.size === 0) {
      clearInterval(clock);
      clock = undefined;
    }
  };
}

/** The time, a few times a minute: one clock for all that is shown. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.max(now, Date.now() - TICK_MS));
}

/** `22.11.2026, 14:05:09` in the viewer's zone. */
export function inViewersZone(at: Date): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' }).format(at);
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `5 минут назад`, `через 2 часа`, `только что`. */
export function ago(at: Date, from: number): string {
  const seconds = (at.getTime() - from) / 1000;
  const words = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' });
  for (const [unit, size] of UNITS) if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  return words.format(0, 'second');
}

/** A moment in the viewer's zone, in UTC when pointed at; `relative` tells how long ago it was. */
export function When({ at, relative = false }: { at: string | null | undefined; relative?: boolean }) {
  const present = useNow();
  if (at === null || at === undefined) return <>—</>;
  const moment = new Date(at);
  const exact = inViewersZone(moment);
  const utc = `${moment
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '')} UTC`;
  return (
    <time dateTime={at} title={relative ? `${exact}\n${utc}` : utc}>
      {relative ? ago(moment, present) : exact}
    </time>
  );
}

/** `3 ч 20 мин`: how long something takes or took, in its two largest units. */
export function durationText(seconds: number): string {
  const parts: [number, 'day' | 'hour' | 'minute' | 'second'][] = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3_600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [Math.floor(seconds) % 60, 'second'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown
    .map(([count, unit]) => new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    .join(' ');
}
