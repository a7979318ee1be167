import type { Sentence } from '../errors.ts';
import { type RuleKind, ruleOf } from './rules.ts';
import { ru as counted } from './wording.ts';

/** An alert as a letter tells of it. */
export interface ToldAlert {
  id: string;
  kind: RuleKind;
  line: Sentence;
  since: Date;
  /** Told before: this is a reminder. */
  reminder: boolean;
}

export interface AlertLetter {
  subject: string;
  text: string;
  html: string;
}

const WORDS = {
  ru: {
    intro: 'Узел заметил неполадки:',
    outro: 'Возьмите оповещение в работу, и напоминаний больше не будет. Когда причина устранена, оно закроется само.',
    open: 'Открыть в консоли',
    again: 'всё ещё',
    since: 'с',
    many: (count: number) => `Узел: ${counted(count, ['неполадка', 'неполадки', 'неполадок'])}`,
    one: 'Узел',
  },
  en: {
    intro: 'Uzel has noticed:',
    outro: 'Acknowledge an alert to stop its reminders. It closes by itself once its cause is gone.',
    open: 'Open in the console',
    again: 'still',
    since: 'since',
    many: (count: number) => `Uzel: ${count} alerts`,
    one: 'Uzel',
  },
} as const;

/** One letter about everything that a person is to be told now, the critical first. */
export function letterOf(alerts: readonly ToldAlert[], language: 'ru' | 'en', consoleUrl: string): AlertLetter {
  const words = WORDS[language];
  const weight = ({ kind }: ToldAlert) => (ruleOf(kind).severity === 'critical' ? 0 : 1);
  const sorted = [...alerts].sort((a, b) => weight(a) - weight(b) || a.since.getTime() - b.since.getTime());
  const [first] = sorted;
  const lines = sorted.map(({ line, since, reminder }) => {
    const moment = `${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    return `${line[language]} (${reminder ? `${words.again}, ` : ''}${words.since} ${moment})`;
  });
  const url = `${consoleUrl}/alerts`;
  const subject = first && sorted.length === 1 ? `${words.one}: ${first.line[language]}` : words.many(sorted.length);
  return {
    subject: subject.length > 150 ? `${subject.slice(0, 149)}…` : subject,
    text: [words.intro, '', ...lines.map((line) => `— ${line}`), '', words.outro, '', `${words.open}: ${url}`].join('\n'),
    html: [
      `<p>${escaped(words.intro)}</p>`,
      `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`,
      `<p>${escaped(words.outro)}</p>`,
      `<p><a href="${escaped(url)}">${escaped(words.open)}</a></p>`,
    ].join('\n'),
  };
}

/** What a test of a rule sends: nothing is wrong. */
export function testLetterOf(kind: RuleKind, language: 'ru' | 'en', consoleUrl: string): AlertLetter {
  const title = ruleOf(kind).title[language];
  const url = `${consoleUrl}/alerts`;
  const [subject, line] =
    language === 'ru'
      ? [`Узел: проверка оповещения «${title}»`, `Это проверка. Так придёт оповещение «${title}», когда оно понадобится.`]
      : [
          `Uzel: test of the alert "${title}"`,
          `This is a test. The alert "${title}" will reach you like this when it is needed.`,
        ];
  return {
    subject,
    text: `${line}\n\n${WORDS[language].open}: ${url}`,
    html: `<p>${escaped(line)}</p>\n<p><a href="${escaped(url)}">${escaped(WORDS[language].open)}</a></p>`,
  };
}

const ENTITIES: { [sign: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
