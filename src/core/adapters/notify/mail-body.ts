import { escapeMarkup, type PlainMessage, type PlainNotice, withCommands } from './plain-message.ts';

export function textBody({ notices, more, seal }: PlainMessage): string {
  const parts = notices.map(({ title, text, place, actions }) =>
    [title, '', text, place, ...actions.map((action) => `  • ${action}`)].join('\n'),
  );
  return `${[...parts, ...[more, seal].filter((line) => line !== null)].join('\n\n———\n\n')}\n`;
}

export function htmlBody({ notices, more, seal }: PlainMessage): string {
  const rest = [more, seal].map((line) => (line === null ? '' : `<p>${withCode(line)}</p>`)).join('');
  return `<!doctype html><html lang="en"><body style="font-family:sans-serif">${notices.map(section).join('<hr>')}${rest}</body></html>`;
}

function section({ title, text, place, actions }: PlainNotice): string {
  const list = actions.map((action) => `<li>${withCode(action)}</li>`).join('');
  return `<h3>${escaped(title)}</h3><p>${escaped(text)}</p><p><small>${escaped(place)}</small></p>${list ? `<ul>${list}</ul>` : ''}`;
}

function withCode(text: string): string {
  return withCommands(text)
    .map((part) => (part.isCommand ? `<code>${escaped(part.text)}</code>` : escaped(part.text)))
    .join('');
}

function escaped(text: string): string {
  return escapeMarkup(text).replaceAll('"', '&quot;');
}
