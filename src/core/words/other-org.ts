import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';

/** keyturn is signed in to a different org than the one where it watches the app. Both may have the same alias. */
export function otherOrgWords({ app, orgName, orgId }: WatchedApp, found: string): string {
  return `keyturn watches ${plainText(app, 80)} in ${plainText(orgName, 80)} (${orgId}), and ${plainText(found, 80)} is now signed in to a different org`;
}
