import { html, raw } from 'hono/html';

export type Html = ReturnType<typeof html>;

const STYLE = `
:root { --ground: #f5f6f8; --card: #fff; --ink: #1b2430; --muted: #5c6878; --line: #dfe3e9; --accent: #0b62c4; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #12161c; --card: #1b2129; --ink: #e6eaf0; --muted: #9aa6b5; --line: #303945; --accent: #6db0ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 980px; padding: 24px 20px 48px; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
a { color: var(--accent); }
h1 { font-size: 22px; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 28px 0 8px; }
p { margin: 4px 0 12px; }
small, .muted { color: var(--muted); }
ul { padding-left: 20px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 12px; margin: 20px 0; padding: 0; list-style: none; }
.figures li, details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
.figures b { display: block; font-size: 24px; font-variant-numeric: tabular-nums; }
details { margin: 8px 0; padding: 8px 14px; }
summary { cursor: pointer; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; }
pre { overflow-x: auto; padding: 10px; border: 1px solid var(--line); border-radius: 6px; }
form { margin: 12px 0; }
button, input { min-height: 44px; padding: 8px 16px; border: 1px solid var(--muted); border-radius: 8px; background: var(--card); color: var(--ink); font: inherit; }
input { width: 100%; max-width: 240px; letter-spacing: 0.15em; }
button { border-color: var(--accent); color: var(--accent); cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 4px 8px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
`;

/** A whole page in the hub's plain clothes: no script, nothing from outside. The nonce lets its one style in. */
export function page(language: 'ru' | 'en', nonce: string | undefined, title: string, content: Html) {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style nonce="${nonce ?? ''}">${raw(STYLE)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>`;
}
