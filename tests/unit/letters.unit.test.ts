import { describe, expect, test } from 'vitest';
import { claimData } from '../../domain/templates/claim-data.ts';
import { sampleData } from '../../domain/templates/fields.ts';
import { paymentData } from '../../domain/templates/receipt.ts';
import { TemplateRefusal } from '../../domain/templates/refusal.ts';
import type { Block, TemplateBody } from '../../domain/templates/types.ts';
import { createRenderer } from '../../letters/index.ts';
import { readShippedTemplates } from '../../runtime/ship-templates.ts';
import { sampleClaim } from '../support/claims.ts';
import { docxFile, docxLines } from '../support/docx.ts';
import { pdfPages } from '../support/pdf-text.ts';

const renderer = createRenderer();
const AT = new Date('2026-12-09T08:31:00Z');
const shipped = await readShippedTemplates();
const bodyOf = <Kind extends TemplateBody['kind']>(name: string, language: 'ru' | 'en', kind: Kind) => {
  const body = shipped.find((one) => one.name === name)?.languages[language];
  if (body?.kind !== kind) throw new Error(`${name} is no ${kind}`);
  return body as Extract<TemplateBody, { kind: Kind }>;
};
const letter = (...blocks: Block[]): Extract<TemplateBody, { kind: 'email' }> => ({
  kind: 'email',
  subject: 'Заявка',
  preheader: '',
  blocks,
});
const problemsOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TemplateRefusal)) throw new Error(`no refusal: ${String(error)}`);
  return error.problems.map(({ code, field, place }) => ({ code, field, place }));
};

describe('what ships', () => {
  test.each(shipped.flatMap((one) => (['ru', 'en'] as const).map((language) => [one.name, language, one] as const)))(
    '%s (%s) names only fields that there are, and can be filled',
    async (_name, language, { topic, languages }) => {
      const body = languages[language];
      expect(await renderer.check(body, topic)).toEqual([]);
      const made = await renderer.render(body, topic, sampleData(topic), language, AT);
      if (made.kind === 'email') expect(made.html).not.toMatch(/undefined|\[object|{{|{%/);
    },
  );

  test('writes the first part of a pack in words, in text and in HTML alike', async () => {
    const data = {
      ...claimData(sampleClaim()),
      desk: { name: 'Отдел заботы', phone: '+7 900 000-00-90' },
      files: [{ name: 'Ваучер', note: 'PDF' }],
    };
    const made = await renderer.render(bodyOf('documents-now', 'ru', 'email'), 'claim', data, 'ru', AT);
    expect(made.subject).toBe('Документы по заявке 123456');
    expect(made.text.replaceAll('\u00a0', ' ')).toMatchInlineSnapshot(`
      "ДОКУМЕНТЫ ПО ВАШЕЙ ПОЕЗДКЕ

      Здравствуйте!

      Спасибо за оплату. Высылаем документы, которые уже готовы. Остальные пришлём, как только они будут выданы: отдельно запрашивать их не нужно.

      Заявка: 123456
      Тур: Анталья, раннее бронирование
      Начало: 12 марта 2027
      Конец: 19 марта 2027

      Во вложении:
      - Ваучер (PDF)

      По заявке осталось оплатить 90 045 ₽ до 20 февраля 2027.

      ---

      Отдел заботы
      +7 900 000-00-90
      "
    `);
    expect(made.html).toContain('<h1');
    expect(made.html).toMatch(/<th scope="row"[^>]*>Заявка<\/th>/);
    expect(made.html).not.toContain('Открыть документы');
    expect(made.html).not.toMatch(/https?:\/\/fonts/);
  });

  test('answers “an e-receipt, please” with the figures of the receipt, and not at all without one', async () => {
    const receipt = {
      url: 'https://receipts.example.com/1024',
      document: '1024',
      sign: '3141592653',
      drive: '9280440301234567',
      register: null,
      mode: 'full_prepayment',
      sum: { sum: '45000.50', currency: 'RUB' },
      at: '2026-12-09T11:31:00+03:00',
    } as const;
    const payment = { sum: receipt.sum, date: '2026-12-09' };
    const body = bodyOf('receipt-please', 'ru', 'email');
    const of = (told: typeof receipt | null) => ({ ...claimData(sampleClaim()), ...paymentData(payment, told, 'ru') });
    const made = await renderer.render(body, 'payment', of(receipt), 'ru', AT);
    expect(made.text.replaceAll('\u00a0', ' ')).toContain(
      'Сумма чека: 45 000,50 ₽\nВид расчёта: предоплата 100 %\nВыдан: 9 декабря 2026, 11:31\nФД: 1024\nФП: 3141592653\nФН: 9280440301234567',
    );
    expect(made.text).toContain('Открыть чек: https://receipts.example.com/1024');
    expect(await problemsOf(renderer.render(body, 'payment', of(null), 'ru', AT))).toContainEqual({
      code: 'missing_value',
      field: 'receipt.sum',
      place: 'block 3 (facts), row 1',
    });
  });

  test('the notes for travellers are one page with every service', async () => {
    const data = { ...claimData(sampleClaim()), desk: { name: 'Отдел заботы' } };
    const made = await renderer.render(bodyOf('memo', 'ru', 'pdf'), 'claim', data, 'ru', AT);
    const pages = pdfPages(made.content);
    expect([made.pages, pages.length]).toEqual([1, 1]);
    for (const words of ['Памятка по заявке 123456', 'SUN PALACE 5*', 'Москва – Анталья', 'Отдел заботы', 'стр. 1 из 1'])
      expect(pages[0]).toContain(words);
  });

  test('a long claim runs over several pages, and each says which it is', async () => {
    const services = Array.from({ length: 90 }, (_, index) => ({
      ...sampleClaim().services[0],
      uid: `${index}`,
      name: `Услуга ${index + 1}`,
    }));
    const claim = sampleClaim({ services: services as ReturnType<typeof sampleClaim>['services'] });
    const made = await renderer.render(bodyOf('contract-summary', 'en', 'pdf'), 'claim', claimData(claim), 'en', AT);
    const pages = pdfPages(made.content);
    expect(pages).toHaveLength(made.pages);
    expect(made.pages).toBe(4);
    expect(pages.at(-1)).toContain('page 4 of 4');
    expect(pages.join(' ')).toContain('Услуга 90');
  });
});

describe('a field that there is not', () => {
  test('is named with its place before anything is sent, in every branch', async () => {
    const body = letter(
      { kind: 'text', text: '{% if claim.debt %}{{ claim.nummer }}{% endif %}' },
      { kind: 'text', text: '{% for one in tourists %}{{ one.passport }}{% endfor %}' },
      { kind: 'table', each: 'services', columns: [{ title: 'Услуга', value: '{{ item.netPrice }}' }] },
    );
    expect(await problemsOf(renderer.render(body, 'claim', sampleData('claim'), 'ru', AT))).toEqual([
      { code: 'unknown_field', field: 'claim.nummer', place: 'block 1 (text)' },
      { code: 'unknown_field', field: 'one.passport', place: 'block 2 (text)' },
      { code: 'unknown_field', field: 'item.netPrice', place: 'block 3 (table), column 1' },
    ]);
  });

  test('belongs to another topic', async () => {
    expect(await renderer.check({ kind: 'canned', text: '{{ receipt.url }}' }, 'claim')).toMatchObject([
      { field: 'receipt.url' },
    ]);
  });

  test('without a value is refused, unless the text says what to do then', async () => {
    const text = (value: string) =>
      renderer.render({ kind: 'canned', text: value }, 'claim', { claim: { number: '1' } }, 'ru', AT);
    expect(await problemsOf(text('{{ claim.tour }}'))).toEqual([{ code: 'missing_value', field: 'claim.tour', place: 'text' }]);
    expect((await text("{{ claim.tour | default: 'без тура' }}{% if claim.debt %}!{% endif %}")).text).toBe('без тура');
  });
});

describe('templates are data, never code', () => {
  test.each([
    '{% include "/etc/passwd" %}',
    '{% render "x" %}',
    '{% assign a = 1 %}',
    '{{ claim.number | sha256 }}',
    '{{ claim.number.constructor }}',
    '{{ forloop.parentloop }}',
  ])('%s is refused', async (text) => {
    expect(await renderer.check({ kind: 'canned', text }, 'claim')).not.toEqual([]);
  });

  test('what values hold stays text', async () => {
    const data = { claim: { number: '<script>alert(1)</script>{{ payer.email }}' } };
    const made = await renderer.render(letter({ kind: 'text', text: '{{ claim.number }}' }), 'claim', data, 'ru', AT);
    expect(made.html).not.toContain('<script>alert');
    expect(made.html).toContain('&lt;script&gt;');
    expect(made.text).toContain('{{ payer.email }}');
  });

  test('a button leads to the web and nowhere else', async () => {
    const button = (url: string) => letter({ kind: 'button', text: 'Открыть', url });
    expect(await renderer.check(button('javascript:alert(1)'), 'claim')).toMatchObject([{ code: 'link' }]);
    const data = { link: { url: 'javascript:alert(1)' } };
    expect(await problemsOf(renderer.render(button('{{ link.url }}'), 'claim', data, 'ru', AT))).toMatchObject([
      { code: 'link' },
    ]);
  });

  test('a loop that would not end in time is stopped', async () => {
    const nest = (depth: number): string => (depth === 0 ? 'x' : `{% for a${depth} in tourists %}${nest(depth - 1)}{% endfor %}`);
    const data = { tourists: Array.from({ length: 60 }, () => ({ name: 'А' })) };
    const problems = await problemsOf(renderer.render({ kind: 'canned', text: nest(5) }, 'claim', data, 'ru', AT));
    expect(problems).toMatchObject([{ code: 'too_large' }]);
  });

  test('advertising bears its mark', async () => {
    const made = await renderer.render(
      letter({ kind: 'mark', advertiser: 'ООО «Ромашка Тур»', erid: '2Vtzq' }),
      'claim',
      {},
      'ru',
      AT,
    );
    expect(made.text).toContain('Реклама. ООО «Ромашка Тур». erid: 2Vtzq');
  });
});

describe('a Word document', () => {
  const of = (paragraphs: string[], extra?: { [name: string]: string }) => ({
    kind: 'docx' as const,
    file: docxFile(paragraphs, extra),
  });

  test('is filled, loops and dates included', async () => {
    const body = of(['Заявка {claim.number} с {claim.start}', '{#tourists}', '{name}', '{/tourists}']);
    const made = await renderer.render(body, 'claim', claimData(sampleClaim()), 'ru', AT);
    expect(docxLines(made.content).map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
      'Заявка 123456 с 12 марта 2027',
      'Иванов Иван',
      'Иванова Анна',
    ]);
  });

  test('with a field that there is not, or a tag left open, is refused by name', async () => {
    expect(await renderer.check(of(['{claim.nummer}', '{#tourists}{passport}{/tourists}']), 'claim')).toMatchObject([
      { code: 'unknown_field', field: 'claim.nummer', place: 'word/document.xml' },
      { code: 'unknown_field', field: 'tourists: passport' },
    ]);
    expect(await renderer.check(of(['{#tourists}']), 'claim')).toMatchObject([{ code: 'syntax' }]);
    expect(await problemsOf(renderer.render(of(['{claim.tour}']), 'claim', {}, 'ru', AT))).toMatchObject([
      { code: 'missing_value', field: 'claim.tour' },
    ]);
  });

  test('that holds macros, objects or files from outside is refused', async () => {
    const external =
      '<Relationships><Relationship Id="x" Type="x/attachedTemplate" TargetMode="External" Target="https://example.org/t.dotm"/></Relationships>';
    for (const extra of [
      { 'word/vbaProject.bin': 'x' },
      { 'word/embeddings/a.xls': 'x' },
      { 'word/_rels/document.xml.rels': external },
    ])
      expect(await renderer.check(of(['x'], extra as { [name: string]: string }), 'claim')).toMatchObject([{ code: 'file' }]);
  });

  test('that unpacks to too much, or to more than it claims, is refused before it is unpacked', async () => {
    const bomb = of(['x'], { 'word/media/a.xml': 'a'.repeat(15_000_000) });
    expect(await renderer.check(bomb, 'claim')).toMatchObject([{ code: 'file' }]);
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`word/a${index}.xml`, 'x']));
    expect(await renderer.check(of(['x'], many), 'claim')).toMatchObject([{ code: 'file' }]);
    const lying = Buffer.from(docxFile(['x'.repeat(5_000)]), 'base64');
    const entry = lying.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    lying.writeUInt32LE(10, entry + 24);
    expect(await renderer.check({ kind: 'docx', file: lying.toString('base64') }, 'claim')).toMatchObject([{ code: 'file' }]);
    expect(await renderer.check({ kind: 'docx', file: Buffer.from('no zip').toString('base64') }, 'claim')).toMatchObject([
      { code: 'file' },
    ]);
  });
});
