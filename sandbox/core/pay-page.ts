/** A page on which a person pays: one button. `text` is shown as it is and must hold no markup. */
export function payPage(title: string, text: string, open: boolean): Response {
  const form = open ? '<form method="post"><button>Оплатить</button></form>' : '<p>Платёж завершён.</p>';
  const body = `<!doctype html><html lang="ru"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${text}</p>${form}</html>`;
  return new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } });
}
