import fc from 'fast-check';
import { expect, test } from 'vitest';
import { letterOf, testLetterOf } from '../../domain/alerts/letter.ts';
import { RULES, ruleOf } from '../../domain/alerts/rules.ts';
import { type AlertState, stepOf } from '../../domain/alerts/step.ts';
import { wordingOf } from '../../domain/alerts/wording.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const MINUTE = 60_000;
const times = { holdMinutes: 5, remindMinutes: 60, mutedUntil: null };
const pending: AlertState = { state: 'pending', since: NOW, notices: 0, noticedAt: null, mutedUntil: null };

test('nobody is told before the condition has held long enough', () => {
  expect(stepOf(pending, times, NOW + 4 * MINUTE)).toEqual({ opens: false, notify: false });
  expect(stepOf(pending, times, NOW + 5 * MINUTE)).toEqual({ opens: true, notify: true });
});

test('an acknowledged alert reminds nobody, a muted one keeps quiet until its time is over', () => {
  const open = { ...pending, state: 'open' as const, notices: 1, noticedAt: NOW };
  expect(stepOf(open, times, NOW + 60 * MINUTE).notify).toBe(true);
  expect(stepOf({ ...open, state: 'acknowledged' }, times, NOW + 600 * MINUTE).notify).toBe(false);
  expect(stepOf({ ...open, mutedUntil: NOW + 90 * MINUTE }, times, NOW + 60 * MINUTE).notify).toBe(false);
  expect(stepOf(open, { ...times, mutedUntil: NOW + 90 * MINUTE }, NOW + 91 * MINUTE).notify).toBe(true);
  expect(stepOf(open, { ...times, remindMinutes: 0 }, NOW + 6_000 * MINUTE).notify).toBe(false);
});

test('however often an alert is looked at, people are told once per reminder interval', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 * 60 }), { minLength: 1, maxLength: 300 }), (gaps) => {
      let alert: AlertState = pending;
      let now = NOW;
      const told: number[] = [];
      for (const seconds of gaps) {
        now += seconds * 1_000;
        const { opens, notify } = stepOf(alert, times, now);
        if (opens) alert = { ...alert, state: 'open' };
        if (!notify) continue;
        told.push(now);
        alert = { ...alert, notices: alert.notices + 1, noticedAt: now };
      }
      for (const [n, at] of told.entries()) if (n > 0) expect(at - (told[n - 1] ?? 0)).toBeGreaterThanOrEqual(60 * MINUTE);
    }),
  );
});

test.each([
  [1, '1 событие', '1 event'],
  [3, '3 события', '3 events'],
  [11, '11 событий', '11 events'],
  [21, '21 событие', '21 events'],
  [112, '112 событий', '112 events'],
])('%i dead letters read as people say it', (figure, ru, en) => {
  const name = { ru: 'Битрикс24', en: 'Bitrix24' };
  const line = wordingOf({ kind: 'dead_letters', name, figure, cause: null });
  expect(line.ru).toBe(`События не обработаны: Битрикс24, ${ru}`);
  expect(line.en).toBe(`Events could not be processed: Bitrix24, ${en}`);
});

test('every rule has words in both languages, and a test letter that says it is one', () => {
  for (const { kind, title } of RULES) {
    const line = wordingOf({ kind, name: title, figure: 2, cause: title });
    expect(line.ru && line.en).toBeTruthy();
    expect(testLetterOf(kind, 'ru', 'https://uzel.example.com').text).toContain('проверка');
    expect(ruleOf(kind).threshold).toBeGreaterThan(0);
  }
});

test('one letter tells of everything at once, the critical first, and quotes nothing as markup', () => {
  const told = (id: string, kind: 'drift' | 'connection_stopped', text: string) => ({
    id,
    kind,
    line: { ru: text, en: text },
    since: new Date(NOW),
    reminder: false,
  });
  const alerts = [told('1', 'drift', 'Расхождение'), told('2', 'connection_stopped', 'Остановлено <b>САМО</b>')];
  const letter = letterOf(alerts, 'ru', 'https://uzel.example.com');
  expect(letter.subject).toBe('Узел: 2 неполадки');
  expect(letter.text.indexOf('Остановлено')).toBeLessThan(letter.text.indexOf('Расхождение'));
  expect(letter.html).toContain('&lt;b&gt;');
  expect(letter.html).not.toContain('<b>');
  expect(letter.text).toContain('https://uzel.example.com/alerts');
  expect(letterOf(alerts.slice(0, 1), 'ru', '').subject).toBe('Узел: Расхождение');
});
