import { writeData } from '../domain/templates/format.ts';
import { TemplateRefusal, tooLarge } from '../domain/templates/refusal.ts';
import type { Language, Rendered, Renderer, TemplateBody, TemplateData } from '../domain/templates/types.ts';
import { checkBlocks, fillBlocks } from './blocks.ts';
import { checkDocx, docxOf } from './docx.ts';
import { htmlOf } from './email.ts';
import { checkText, createFiller, type Filler } from './fill.ts';
import { LIMITS } from './limits.ts';
import { pdfOf } from './pdf.ts';
import { plainOf } from './plain.ts';

/** What fills templates: docx by docxtemplater, letters by liquid and MJML, pages by pdfmake. */
export function createRenderer(): Renderer {
  return {
    async check(body, topic) {
      switch (body.kind) {
        case 'canned':
          return checkText(body.text, 'text', topic);
        case 'docx':
          return checkDocx(body.file, topic);
        case 'pdf':
          return [...checkText(body.title, 'title', topic), ...checkBlocks(body.blocks, topic)];
        case 'email':
          return [
            ...checkText(body.subject, 'subject', topic),
            ...checkText(body.preheader, 'preheader', topic),
            ...checkBlocks(body.blocks, topic),
          ];
      }
    },
    async render<Body extends TemplateBody>(
      body: Body,
      topic: Parameters<Renderer['check']>[1],
      data: TemplateData,
      language: Language,
      at: Date,
    ) {
      const problems = await this.check(body, topic);
      if (problems.length > 0) throw new TemplateRefusal(problems);
      return (await make(body, writeData(topic, data, language), language, at)) as Extract<Rendered, { kind: Body['kind'] }>;
    },
  };
}

async function make(body: TemplateBody, data: TemplateData, language: Language, at: Date): Promise<Rendered> {
  const filler = createFiller(data);
  switch (body.kind) {
    case 'canned': {
      const text = filler.fill(body.text, 'text');
      refuse(filler);
      return { kind: 'canned', text };
    }
    case 'docx':
      return { kind: 'docx', content: docxOf(body.file, data) };
    case 'pdf': {
      const page = { title: filler.fill(body.title, 'title'), blocks: fillBlocks(body.blocks, data, filler) };
      refuse(filler);
      const { content, pages } = await pdfOf(page, language, at);
      if (pages > LIMITS.pages) throw new TemplateRefusal([tooLarge('pages')]);
      return { kind: 'pdf', content, pages };
    }
    case 'email': {
      const subject = filler.fill(body.subject, 'subject').replace(/\s+/g, ' ');
      const letter = {
        subject,
        preheader: filler.fill(body.preheader, 'preheader'),
        blocks: fillBlocks(body.blocks, data, filler),
      };
      refuse(filler);
      const html = await htmlOf(letter, language);
      if (Buffer.byteLength(html) > LIMITS.htmlBytes) throw new TemplateRefusal([tooLarge('html')]);
      return { kind: 'email', subject, text: plainOf(letter.blocks), html };
    }
  }
}

function refuse({ problems }: Filler): void {
  if (problems.length > 0) throw new TemplateRefusal(problems);
}
