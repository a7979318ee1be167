import { Box } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

/** What is shown of a letter before it is there. */
const EMPTY = '<!doctype html><html><body></body></html>';
const STYLES = /<style\b[^>]*>([^<]*)<\/style>/g;

/**
 * Shows a letter as a mail program of some width does, made smaller where there is no room. Nothing in it runs, is asked of other hosts, or leads
 * away; styles are set by script, since the console's policy refuses those that stand in markup.
 */
export function LetterFrame({ html, width, title }: { html: string; width: number; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const { ref, width: room } = useElementSize();
  const [ready, setReady] = useState(false);
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    if (!ready || !page) return;
    show(page, html);
  }, [ready, html]);
  useEffect(() => {
    const shown = frame.current?.contentDocument?.body;
    if (!ready || !shown) return;
    const watch = new ResizeObserver(() => setHeight(shown.offsetHeight));
    watch.observe(shown);
    return () => watch.disconnect();
  }, [ready]);
  const scale = room === 0 ? 1 : Math.min(1, room / width);
  return (
    <Box ref={ref}>
      <Box w={width * scale} h={height * scale} mx="auto" className="uzel-letter">
        <iframe
          ref={frame}
          title={title}
          sandbox="allow-same-origin"
          srcDoc={EMPTY}
          onLoad={() => setReady(true)}
          style={{ width, height, transform: `scale(${scale})` }}
        />
      </Box>
    </Box>
  );
}

function show(page: Document, html: string): void {
  // Styles that stand in markup are refused where they are parsed, even in a document that nobody sees.
  const styles = [...html.matchAll(STYLES)].map(([, text = '']) => text);
  const bare = html.replace(STYLES, '').replace(/\sstyle="/g, ' data-style="');
  const letter = new DOMParser().parseFromString(bare, 'text/html');
  const sheet = page.defaultView === null ? null : new page.defaultView.CSSStyleSheet();
  sheet?.replaceSync(styles.join('\n'));
  for (const one of letter.querySelectorAll('script, link, meta, base')) one.remove();
  for (const link of letter.querySelectorAll('a')) {
    link.title = link.getAttribute('href') ?? '';
    link.removeAttribute('href');
  }
  page.documentElement.lang = letter.documentElement.lang;
  page.adoptedStyleSheets = sheet === null ? [] : [sheet];
  page.body.style.cssText = letter.body.dataset['style'] ?? '';
  page.body.replaceChildren(...page.importNode(letter.body, true).childNodes);
  for (const one of page.querySelectorAll<HTMLElement>('[data-style]')) {
    one.style.cssText = one.dataset['style'] ?? '';
    delete one.dataset['style'];
  }
}
