import { plainText, shellWord } from '../plain/text.ts';
import { setupPlaces } from '../reasons/setup-places.ts';

/** Why keyturn can't read an app's credentials or request a token with them. */
export const appProblems = {
  noId: "the org doesn't show the id of the new app",
  noConsumer: 'the app has no OAuth consumer',
  publisher: "its consumer key and secret belong to the publisher, so keyturn can't request a token here",
  subscriber: 'the client credentials flow is off in its own settings, and a subscriber can change only its policies',
  oauthOff: (field: string, policies: string) => `${field} is false in its policies ${policies}`,
  policiesOff: 'its policies turn it off',
} as const;

/** Where a person turns on OAuth for an app. keyturn doesn't: somebody, or a decommissioning, turned it off on purpose. */
export function oauthOnPath(app: string): string {
  return `${setupPlaces.oauthOn(plainText(app, 80))}.`;
}

/** Why the files of a project can't be deployed as they are. */
export const projectProblems = {
  missing: 'there is no sfdx-project.json in it or above it',
  rotates: (flag: string) => ({
    problem: `${flag} is true. Deploying it replaces the consumer ${flag.endsWith('Key') ? 'key' : 'secret'} at once`,
    cure: `Set ${flag} to false, or remove it.`,
  }),
  foreign: (link: string, owner: string) => ({
    problem: `${link} belongs to the org ${owner}`,
    cure: `Remove ${link} from the file. The org fills it in.`,
  }),
  outside: (field: string, value: string) => ({
    problem: 'it is outside the project, and keyturn edits only files inside',
    cure: `Set ${field} to ${value} in that file yourself.`,
  }),
  removeMisplaced: (fields: readonly string[]) => `Remove ${fields.join(' and ')} from that file yourself.`,
  replaced: (field: string, value: string) => ({
    problem: `replacements in sfdx-project.json fill in ${field}, with a value other than ${value}`,
    cure: `Make the replacement of ${field} ${value}.`,
  }),
  damaged: (source: string, problem: string) =>
    `keyturn can't read ${source} (${problem}). It doesn't seem to belong to this app, so keyturn goes without the file.`,
  ignored: (name: string) =>
    `.forceignore keeps ${name} out of the project. keyturn changes it in the org alone, and the sf command leaves it out.`,
  clearsCertificate: (name: string) =>
    `The sf command leaves out ${name}: its file in the project has no certificate, so a deploy would clear the certificate of the app.`,
  differs: (source: string, fields: readonly string[]) =>
    `${source} differs from the org in ${fields.join(', ')}. The flow is on already, so keyturn leaves the file alone and prints no sf command: it would change the org.`,
  twoNames: (source: string, inOrg: string) => [`${source} in the project`, `${inOrg} in the org`],
  inGit: (source: string, holdsKey: boolean) =>
    `${source} is in git. Salesforce advises never to commit global OAuth settings${holdsKey ? ', and this file contains the consumer key' : ''}. Add it to .gitignore.`,
} as const;

/** Why keyturn can't read or write an app's metadata. */
export const metadataProblems = {
  name: (name: string) => `${JSON.stringify(name)} is not an element name`,
  value: (name: string) => `XML can't contain the value of ${name}`,
  nested: (name: string) => `${name} contains elements, not text`,
  size: (megabytes: number) => `it is larger than ${megabytes} MB`,
  repeated: (count: number, name: string) => `it has ${count} elements ${name}`,
} as const;

/** A value that differs from what was deployed. Null: the element is missing; `field` null: the whole file is. */
export interface Mismatch {
  readonly component: string;
  readonly field: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
}

export function mismatchWords({ component, field, expected, actual }: Mismatch): string {
  if (field === null) return `${component} is missing`;
  return `${component} ${field} is ${actual ?? 'missing'}, not ${expected ?? 'missing'}`;
}

/** The Salesforce CLI command that does the same. */
export function deployCommand(manifest: string, org: string): string {
  return `sf project deploy start --manifest ${shellWord(manifest)} --target-org ${shellWord(org)}`;
}
