import { plainText } from '../plain/text.ts';
import { reason } from '../reasons/errors.ts';
import type { WatchedApp } from './watched-app.ts';

/** The error for a sign-in to a different org than the one where keyturn watches the app. */
export function otherOrg({ app, orgName, orgId, org }: WatchedApp, found: string) {
  const [watched, alias] = [plainText(orgName, 80) || plainText(org, 80), plainText(org, 80)];
  return reason('OtherOrg', { app: plainText(app, 80), orgName: watched, orgId, found: plainText(found, 80), alias });
}
