import { escaped, htmlPage } from './http/html-page.ts';
import type { PracticeRequest, PracticeResponse } from './http/message.ts';
import type { OrgModel } from './model/org.ts';

/** What stands where an org has the pages of Setup. Null for other paths. */
export function handleSetupPage({ data }: OrgModel, { method, path }: PracticeRequest): PracticeResponse | null {
  if (method !== 'GET' || !path.startsWith('/lightning/')) return null;
  return htmlPage({
    title: 'No Setup in a practice org',
    heading: `${data.name}: practice org`,
    content: `<p>A practice org has no Setup. <code>${escaped('keyturn practice act <act>')}</code> does what a person does there, and <code>keyturn help practice act</code> shows how.</p>`,
  });
}
