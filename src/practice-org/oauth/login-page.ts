import { escaped, htmlPage } from '../http/html-page.ts';
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
  return htmlPage({
    title: 'Sign in to a practice org',
    heading: `${page.orgName}: practice org`,
    content: `<p>${escaped(page.clientName)} asks to work in this org on your behalf. No password is needed: nothing in this org is real.</p>
${page.problem ? `<p role="alert">${escaped(page.problem)}</p>` : ''}
<form method="post" action="/services/oauth2/authorize">
${hidden.join('\n')}
<label>Username <input name="username" value="${escaped(page.username)}" size="50" autofocus></label>
<button>Sign in</button>
</form>`,
  });
}
