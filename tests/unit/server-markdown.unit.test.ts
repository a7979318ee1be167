import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../config/root.ts';
import { anchorOf, markdownToHtml } from '../../server/pages/markdown.ts';

const docs = join(projectRoot(), 'docs');
const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));

test('blocks of the docs become what they mean', () => {
  expect(markdownToHtml('# A & b\n\ntext\ngoes on\n\n- one\n  more\n- two')).toBe(
    '<h1 id="a--b">A &amp; b</h1>\n<p>text goes on</p>\n<ul><li>one more</li><li>two</li></ul>',
  );
  expect(markdownToHtml('| a | b |\n|---|---|\n| `x \\| y` | **z** |')).toBe(
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><code>x | y</code></td><td><b>z</b></td></tr></tbody></table>',
  );
  expect(markdownToHtml('```\n<a> **b**\n```\nafter')).toBe('<pre tabindex="0">&lt;a&gt; **b**</pre>\n<p>after</p>');
});

test('a link that leads to a script stays text', () => {
  expect(markdownToHtml('[x](javascript:alert(1))')).not.toContain('href');
  expect(markdownToHtml('[x](https://example.com/"onclick="y)')).not.toContain('"onclick');
});

test.each(pages)('every link in %s to a page or a heading of the docs leads somewhere', (name) => {
  const text = readFileSync(join(docs, name), 'utf8');
  for (const [, href = ''] of text.replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
    const [, page = name, anchor] = /^([a-z0-9-]+\.md)?(?:#(.+))?$/.exec(href) ?? [];
    if (/^https?:|^images\//.test(href) || href.startsWith('../')) continue;
    expect(pages, `${name}: ${href}`).toContain(page);
    const titles = [...readFileSync(join(docs, page), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title));
    if (anchor !== undefined) expect(titles, `${name}: ${href}`).toContain(anchor);
  }
});
