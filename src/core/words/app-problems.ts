/** Why an app's pair can't be read or asked for. */
export const appProblems = {
  noId: 'the org doesn’t tell the id of the new app',
  noConsumer: 'the app has no consumer',
  publisher: 'its consumer key and secret belong to the publisher, so no token can be asked for here',
  subscriber: 'its own settings have the client credentials flow off, and a subscriber can change only its policies',
  oauthOff: (field: string, policies: string) => `${field} is false in its policies ${policies}`,
} as const;

/** What keeps the files of a project from being deployed as they are. */
export const projectProblems = {
  missing: 'no sfdx-project.json lies in it or above it',
  rotates: (flag: string) => ({
    problem: `${flag} is true: deploying it replaces the consumer ${flag.endsWith('Key') ? 'key' : 'secret'} at once`,
    cure: `Set ${flag} to false, or take it out.`,
  }),
  foreign: (link: string, owner: string) => ({
    problem: `${link} belongs to the org ${owner}`,
    cure: `Take ${link} out of the file: the org fills it in.`,
  }),
  twoNames: (source: string, inOrg: string) => [`${source} in the project`, `${inOrg} in the org`],
  inGit: (source: string, holdsKey: boolean) =>
    `${source} lies in git. Salesforce advises never to commit global OAuth settings${holdsKey ? ', and this one holds the consumer key' : ''}: list it in .gitignore.`,
} as const;

/** How an app's settings in metadata can't be read or written. */
export const metadataProblems = {
  name: (name: string) => `${JSON.stringify(name)} is no element name`,
  value: (name: string) => `XML can't carry the value of ${name}`,
  nested: (name: string) => `${name} holds elements, not a text`,
  size: (megabytes: number) => `it is larger than ${megabytes} MB`,
  encoding: 'it is not UTF-8',
  repeated: (count: number, name: string) => `it has ${count} elements ${name}`,
} as const;

/** A value that the org doesn't show as it was deployed. Null: the element, or with field null the file, is not there. */
export interface Mismatch {
  readonly component: string;
  readonly field: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
}

export function mismatchWords({ component, field, expected, actual }: Mismatch): string {
  if (field === null) return `${component} is not there`;
  return `${component} ${field} is ${actual ?? 'missing'}, not ${expected ?? 'missing'}`;
}

/** What to run to do the same with the Salesforce CLI. */
export function deployCommand(manifest: string, org: string): string {
  return `sf project deploy start --manifest ${shellWord(manifest)} --target-org ${shellWord(org)}`;
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
