/** What a person does in the practice org, which has no Setup and no sign-in, in place of each place that a text names. */
const manager = 'Setup ▸ External Client App Manager';
const trail = 'Setup ▸ View Setup Audit Trail';
const named = `${manager} ▸ (?<app>[\\w.@+-]+|the app)`;
const ofApp = `${named} ▸`;
const ofUser = 'Setup ▸ Users ▸ (?<user>[\\w.@+-]+|the user|the execution user) ▸';
const settings = `${ofApp} Settings ▸ OAuth Settings`;

const act = (what: string) => `\`keyturn practice act ${what}\``;
const scopes = (value: string) =>
  act(`setSettings --app APP --field commaSeparatedOauthScopes --value ${value.includes(' ') ? `'${value}'` : value}`);
const certificate = `No app of the practice org has one, unless ${act('setCertificate --app APP')} set it`;

/** The longest first: a place can be the beginning of another one. APP and USER stand for what the place names. */
const replacements: readonly (readonly [place: string, instead: string])[] = [
  [
    `${settings} ▸ Flow Enablement: turn on Client Credentials Flow. OAuth itself is turned on in its policies.`,
    `Turn on the flow with ${act('flowOn --app APP')}, and OAuth with ${act('oauthOn --app APP')}.`,
  ],
  [`${settings} ▸ Scopes: add Api.`, `Set the scopes: ${scopes('Api')}.`],
  [`${settings} ▸ Scopes: keep [^.]*\\.`, `Keep only the scopes that the integration needs: ${scopes('Api')}.`],
  [`Compare the consumer key with ${settings}\\.`, 'Read the current credentials again: `keyturn watch APP`.'],
  [
    `${ofApp} Policies ▸ OAuth Policies: check the flow and its user.`,
    'Set the flow and its user: `keyturn setup --app APP`.',
  ],
  [
    `${ofApp} Policies ▸ OAuth Policies: give (?:the execution user|[\\w.@+-]+) one of the permission sets named there.`,
    'Let the setup give the user a permission set: `keyturn setup --app APP`.',
  ],
  [`Find the execution user: ${ofApp} Policies\\.`, 'Find the execution user: `keyturn audit`.'],
  [`${ofApp} Policies ▸ enable the app and its OAuth plugin`, act('oauthOn --app APP')],
  [`${ofApp} Delete`, act('deleteApp --app APP')],
  [`Check whether (?<app>[^:]+) has a certificate: ${manager} ▸ [^▸]+ ▸ OAuth Settings ▸ JWT Bearer Flow`, certificate],
  [`To find out, see ${ofApp} OAuth Settings ▸ JWT Bearer Flow`, certificate],
  [`To check: ${ofApp} OAuth Settings`, certificate],
  [`it: ${ofApp} OAuth settings`, `it with ${act('setCertificate --app APP')}`],
  [
    `${manager} ▸ (?<app>[\\w.@+-]+): open its OAuth settings once and save them.`,
    'Start over with `keyturn practice reset`.',
  ],
  [
    'If the error stays, open the app in Setup and save it once.',
    'If the error stays, start over with `keyturn practice reset`.',
  ],
  [`${manager} ▸ New External Client App`, 'Create one with `keyturn setup --create`'],
  [
    `Set the execution user yourself in ${ofApp} Policies: (?<user>[\\w.@+-]+)\\.`,
    `Set the execution user yourself: ${act('setPolicy --app APP --field clientCredentialsFlowUser --value USER')}.`,
  ],
  [
    `Set the execution user yourself in ${ofApp} Policies`,
    `Set the execution user yourself: ${act('setPolicy --app APP --field clientCredentialsFlowUser --value <username>')}`,
  ],
  [`Check the execution user in ${ofApp} Policies\\.`, 'See which user it runs as: `keyturn audit`.'],
  [
    `First name a permission set in the app's policy: ${ofApp} Policies`,
    "First name a permission set in the app's policy, with a deploy",
  ],
  [
    `Check (?<app>[\\w.@+-]+) in ${manager} ▸ OAuth Settings ▸ Consumer Details\\.`,
    'Check the app: `keyturn check APP`.',
  ],
  [
    `Replace the credentials in ${named}, which shows the secret`,
    `Replace the credentials: ${act('rotateInSetup --app APP')}`,
  ],
  [`replace the credentials in ${named}, then`, `replace the credentials with ${act('rotateInSetup --app APP')}, then`],
  ['Open the app in Setup and compare the values\\.', 'Compare the values: `keyturn audit`.'],
  [`${ofUser} Freeze`, act('freeze --username USER')],
  [`${ofUser} Unfreeze`, act('unfreeze --username USER')],
  [`${ofUser} Edit ▸ clear Active`, act('deactivate --username USER')],
  [`${ofUser} Edit ▸ Active`, act('activate --username USER')],
  [`${ofUser} Edit ▸ User License`, 'Choose a different user'],
  [
    'Setup ▸ Users: activate or unfreeze the execution user, or choose a different one\\.',
    'See what is wrong with the execution user: `keyturn audit`.',
  ],
  [
    'Setup ▸ Users: activate or unfreeze (?<user>[\\w.@+-]+), or choose a different one\\.',
    `If USER is inactive: ${act('activate --username USER')}. If it's frozen: ${act('unfreeze --username USER')}. Or choose a different user.`,
  ],
  [
    'Setup ▸ Permission Sets ▸ a set with these permissions ▸ Manage Assignments ▸ add (?<user>[\\w.@+-]+)',
    'Start over with all permissions: `keyturn practice reset --scenario acme`',
  ],
  [': Setup ▸ Permission Sets ▸ [\\w.@+-]+', ' with a deploy'],
  [
    'Look for Salesforce Integration in Setup ▸ Company Information ▸ User Licenses, and deactivate a user that is no longer needed\\.',
    `Deactivate a user of that license that is no longer needed: ${act('deactivate --username <username>')}.`,
  ],
  ['See Setup ▸ Company Information ▸ API Requests, Last 24 Hours\\.', '`keyturn doctor` shows how many are left.'],
  ['Find out what uses them: Setup ▸ Company Information\\. ', ''],
  [
    'Setup ▸ Login History: check the last sign-in of (?:the execution user|[\\w.@+-]+)\\.',
    'See what keyturn finds: `keyturn check`.',
  ],
  [
    '(?<=of (?<user>[\\w.@+-]+|the execution user) (?:by hand \\(|that [^:]+: ))Setup ▸ Session Management',
    act('endSessions --username USER'),
  ],
  ['See Setup ▸ Deployment Status\\. ', ''],
  ['Check it in Setup ▸ Deployment Status ▸ [^.]+\\.', 'See whether it still runs: `keyturn doctor`.'],
  ['Check Setup ▸ Deployment Status\\.', 'See whether a deploy runs: `keyturn doctor`.'],
  ['Setup ▸ Deployment Status shows it', '`keyturn doctor` shows it'],
  [` in ${trail}`, ''],
  [` \\(${trail}\\)`, ''],
  [`: ${trail}`, ''],
  [' Find it in Setup ▸ .* Session Settings \\(2 hours by default\\)\\.', ' It is 2 hours by default.'],
  [' \\(Setup ▸ Event Log File Browser\\)', '. The practice org has none'],
  [
    'Setup ▸ External Client App Settings ▸ \\*Allow access to External Client App consumer secrets via REST API\\*',
    act('secretAccess --on'),
  ],
  [
    'Setup ▸ External Client App Settings ▸ turn off \\*Allow access to External Client App consumer secrets via REST API\\*',
    act('secretAccess'),
  ],
  [' in Setup ▸ External Client App Settings\\.', `: ${act('secretAccessOverMetadata')}.`],
  [
    "The org (?:refuses apps that it hasn't installed|doesn't have the app that the sign-in uses)\\. [^`]*`sf org login web --alias [^`]+`[^`]*(?:`keyturn setup`)?\\.",
    'Try again: keyturn signs in to the practice org automatically.',
  ],
  [
    'Sign in to [^`]+ again: `sf org login web --alias [^`]+`, or name its sign-in with `-o`\\.',
    'Start over with `keyturn practice reset`. keyturn then forgets the app.',
  ],
  [
    'Sign in again: `sf org login web --alias [^`]+`(?:, then run the same command|, or choose it in `keyturn setup`)?\\.',
    'Try again: keyturn signs in to the practice org automatically.',
  ],
  ['Open http\\S+ and verify your identity\\.', `Verify your identity: ${act('verifyIdentity')}.`],
];

const patterns = replacements.map(([place, instead]) => [new RegExp(place, 'g'), instead] as const);

/** Names what does it in the practice org in place of each place in Setup, and of a sign-in. */
export function placesInPractice(text: string): string {
  if (!/Setup|sf org login|verify your identity/.test(text)) return text;
  return patterns.reduce((worded, [pattern, instead]) => worded.replace(pattern, filling(instead)), text);
}

function filling(instead: string) {
  return (...match: readonly unknown[]): string => {
    const named = match.at(-1);
    const { app = '', user = '' } = (typeof named === 'object' ? named : {}) as {
      readonly app?: string;
      readonly user?: string;
    };
    return instead
      .replaceAll('APP', app === 'the app' ? '<app>' : app)
      .replaceAll('USER', user.startsWith('the ') ? '<username>' : user);
  };
}
