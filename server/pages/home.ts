import { html } from 'hono/html';
import { type Overview, overview } from '../../store/counts.ts';
import type { AppDeps } from '../api/deps.ts';
import { type Html, page } from './layout.ts';

/** Counting takes a moment on a large inbox, and the page is open to all: one count serves everyone for this long. */
const COUNT_MS = 5_000;

const WORDS = {
  ru: {
    lead: 'Узел интеграций: бронирования и CRM в согласии.',
    figures: {
      links: 'связей',
      pending: 'событий ждут',
      dead: 'требуют человека',
      openTasks: 'открытых задач',
      echoes: 'эхо поглощено',
    },
    links: {
      reference: 'Справочник API',
      document: 'Документ OpenAPI',
      sandbox: 'Песочница',
      temporal: 'Temporal: процессы',
      ready: 'Готовность',
      metrics: 'Метрики',
    },
    away: 'База данных сейчас не отвечает.',
  },
  en: {
    lead: 'The integration hub: bookings and CRM in agreement.',
    figures: {
      links: 'links',
      pending: 'events wait',
      dead: 'need a person',
      openTasks: 'open tasks',
      echoes: 'echoes absorbed',
    },
    links: {
      reference: 'API reference',
      document: 'OpenAPI document',
      sandbox: 'Sandbox',
      temporal: 'Temporal: runs',
      ready: 'Readiness',
      metrics: 'Metrics',
    },
    away: 'The database does not answer right now.',
  },
} as const;

/** Figures of the whole hub, counted at most every few seconds; null while the database is away. */
export function counting({ db }: Pick<AppDeps, 'db'>): () => Promise<Overview | null> {
  let counted: Promise<Overview | null> | null = null;
  let until = 0;
  return () => {
    if (counted === null || Date.now() > until) {
      until = Date.now() + COUNT_MS;
      counted = overview(db).catch(() => null);
    }
    return counted;
  };
}

/** The start page: five figures and where to go. */
export function homePage(
  deps: Pick<AppDeps, 'temporal' | 'sandboxUrl'>,
  language: 'ru' | 'en',
  nonce: string | undefined,
  figures: Overview | null,
) {
  const words = WORDS[language];
  const names = Object.entries(words.figures) as [keyof Overview, string][];
  const numbers = new Intl.NumberFormat(language);
  const link = (href: string, text: string): Html => html`<li><a href="${href}">${text}</a></li>`;
  return page(
    language,
    nonce,
    'Uzel',
    html`<h1>Uzel</h1>
<p class="muted">${words.lead}</p>
${figures === null ? html`<p>${words.away}</p>` : html`<ul class="figures">${names.map(([name, text]) => html`<li><b>${numbers.format(figures[name])}</b>${text}</li>`)}</ul>`}
<ul>
${link('/api/reference', words.links.reference)}
${link('/api/openapi.json', words.links.document)}
${deps.sandboxUrl ? link(deps.sandboxUrl, words.links.sandbox) : ''}
${link(deps.temporal.uiUrl, words.links.temporal)}
${link('/readyz', words.links.ready)}
${link('/metrics', words.links.metrics)}
</ul>`,
  );
}
