import type { PracticeResponse } from '../http/message.ts';

export interface LoginPage {
  readonly orgName: string;
  readonly clientName: string;
  readonly username: string;
  /** Why the last attempt failed, or null. */
  readonly problem: string | null;
  /** Parameters of the request. The form sends them again, with the username. */
  readonly parameters: URLSearchParams;
}

/** A form that asks only for a username. It needs no protection, because nothing in the org is real. */
export function loginPage(page: LoginPage): PracticeResponse {
  const hidden = [...page.parameters]
    .filter(([name]) => name !== 'username')
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sign in to a practice org</title></head>
<body>
<main>
<h1>${escaped(page.orgName)}: practice org</h1>
<p>${escaped(page.clientName)} asks to work in this org on your behalf. No password is needed: nothing in this org is real.</p>
${page.problem ? `<p role="alert">${escaped(page.problem)}</p>` : ''}
<form method="post" action="/services/oauth2/authorize">
${hidden.join('\n')}
<label>Username <input name="username" value="${escaped(page.username)}" size="50" autofocus></label>
<button>Sign in</button>
</form>
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

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
