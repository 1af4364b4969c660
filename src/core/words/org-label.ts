import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';

/** `Acme Corp (acme)`: an org by its own name, and by the name that opens it if that is another one. */
export function orgLabel({ orgName, org }: Pick<WatchedApp, 'orgName' | 'org'>): string {
  const alias = plainText(org, 80);
  const name = plainText(orgName, 80);
  return name === '' || name === alias ? alias : `${name} (${alias})`;
}
