import type { PracticeResponse } from './message.ts';

interface Page {
  readonly title: string;
  readonly heading: string;
  /** Trusted HTML. */
  readonly content: string;
}

/** A page for people, without scripts. */
export function htmlPage({ title, heading, content }: Page): PracticeResponse {
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body>
<main>
<h1>${escaped(heading)}</h1>
${content}
</main>
</body>
</html>
`;
  const headers = {
    'content-type': 'text/html;charset=UTF-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  };
  return { status: 200, headers, body };
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
