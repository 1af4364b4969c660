import { unchanged, useOneOf } from './reason.ts';

/** What the person, the org's settings or the app's policies do not allow. */
export const accessReasons = {
  PermissionMissing: unchanged<{ username: string; permissions: readonly string[]; isPractice?: boolean | undefined }>({
    exit: 3,
    message: ({ username, permissions }) => `${username} lacks: ${permissions.join(', ')}`,
    actions: ({ username, permissions, isPractice }) =>
      isPractice
        ? [
            'The practice org has no Setup: leave `keyturn practice` running in another terminal; it prints the address of its control.',
            ...permissions.map((permission) => `Grant it there: \`${grant(username, permission)}\`.`),
            'Then run the same command again. Or start over where nothing is missing: `keyturn practice reset --scenario acme`.',
          ]
        : [
            `Setup ▸ Permission Sets ▸ a set with these permissions ▸ Manage Assignments ▸ add ${username}.`,
            '`keyturn doctor -o <org> --permission-set <dir>` writes such a set.',
            'Then run the same command again.',
          ],
  }),
  SecretAccessDisabled: unchanged<Record<never, never>>({
    exit: 3,
    message: () => "Consumer secrets can't be read over REST in this org",
    actions: () => [
      'Agree to borrow the setting: `--yes`, or the question in `keyturn setup`.',
      'Or: Setup ▸ External Client App Settings ▸ turn on *Allow access to External Client App consumer secrets via REST API*.',
    ],
  }),
  IdentityVerificationNeeded: unchanged<{ setupUrl: string }>({
    exit: 3,
    message: () => 'Salesforce asks to verify who you are before it shows a consumer secret',
    actions: ({ setupUrl }) => [`Open ${setupUrl} and verify there.`, 'Then run the same command again.'],
  }),
  NotMyDomain: unchanged<{ host: string }>({
    exit: 3,
    message: ({ host }) =>
      `${host} is not the org's My Domain address, and only that one issues tokens for client credentials`,
    actions: () => [
      'Sign in through the My Domain address: `sf org login web --instance-url https://<name>.my.salesforce.com`.',
    ],
  }),
  SessionNotOpaque: unchanged<{ username: string }>({
    exit: 3,
    message: ({ username }) => `${username} is signed in with a JWT access token, which the Metadata API refuses`,
    actions: () => ['Sign in with `sf org login web`, or through an app that issues opaque tokens.'],
  }),
  AppUnknown: unchanged<{ app: string; org: string; known: readonly string[]; consumerId?: string }>({
    exit: 2,
    message: ({ app, org, consumerId }) =>
      `${org} has no External Client App called ${app}${consumerId ? ` with the consumer ${consumerId}` : ''}`,
    actions: ({ known }) => [useOneOf(known, 'Setup ▸ External Client App Manager ▸ New External Client App.')],
  }),
  AppIsPackaged: unchanged<{ app: string; what: string }>({
    exit: 3,
    message: ({ app, what }) => `${app} comes from a managed package: ${what}`,
    actions: () => [
      'Ask the publisher of the package to turn the flow on in the app itself.',
      'Set its execution user in Setup ▸ External Client App Manager ▸ Policies.',
    ],
  }),
  AppOauthDisabled: unchanged<{ app: string; where: string }>({
    exit: 3,
    message: ({ app, where }) => `${app} has OAuth turned off (${where})`,
    actions: ({ app }) => [
      `Setup ▸ External Client App Manager ▸ ${app} ▸ Policies ▸ enable the app and its OAuth plugin.`,
    ],
  }),
  UserUnknown: unchanged<{ username: string }>({
    exit: 2,
    message: ({ username }) => `The org has no user ${username}`,
    actions: () => ['Give the username (it looks like an e-mail address but need not be one), not the e-mail address.'],
  }),
  UsernameTaken: unchanged<{ username: string }>({
    exit: 2,
    message: ({ username }) => `The username ${username} is taken, here or in another Salesforce org`,
    actions: () => [
      'Usernames are unique over all orgs of the world: add something of your own, e.g. the sandbox’s name.',
    ],
  }),
  IntegrationSeatMissing: unchanged<{ problem: string }>({
    exit: 3,
    message: ({ problem }) => `No integration user can be created: ${problem}`,
    actions: () => [
      'Setup ▸ Company Information ▸ User Licenses shows Salesforce Integration; deactivate a user who isn’t needed any more.',
      'Or choose a user whom the org has.',
    ],
  }),
  UserUnfit: unchanged<{ username: string; problem: string; cure: string }>({
    exit: 3,
    message: ({ username, problem }) => `${username} can't be the execution user: ${problem}`,
    actions: ({ cure }) => [cure, 'Or choose another user.'],
  }),
  UserPrivileged: unchanged<{ username: string; powers: readonly string[] }>({
    exit: 3,
    message: ({ username, powers }) =>
      `${username} is too powerful to be an execution user by default: ${powers.join(', ')}`,
    actions: () => [
      'Choose a user who has only what the integration needs.',
      'Or say why it must be this one: `--allow-privileged-user <reason>`.',
    ],
  }),
  UserInteractive: unchanged<{ username: string; signs: readonly string[] }>({
    exit: 3,
    message: ({ username, signs }) => `${username} is not an API-only user: ${signs.join(', ')}`,
    actions: () => [
      'Choose an API-only user, or give this one the API Only User permission.',
      'Or say why it must be this one: `--allow-interactive-user <reason>`.',
    ],
  }),
  UserNotApproved: unchanged<{ username: string; app: string; permissionSets: readonly string[] }>({
    exit: 3,
    message: ({ username, app }) =>
      `${app} admits only users approved by an administrator, and ${username} is not among them`,
    actions: ({ permissionSets }) => [
      permissionSets.length > 0
        ? `Add \`--grant-permission-set ${permissionSets[0]}\`, one of the sets that the app's policy names.`
        : "Name a permission set in the app's policy first: Setup ▸ External Client App Manager ▸ Policies.",
    ],
  }),
};

/** Of a permission its name in the API stands in parentheses, where it is another one than what people read. */
function grant(username: string, permission: string): string {
  const name = /\((\w+)\)$/.exec(permission)?.[1] ?? permission;
  const act = JSON.stringify({ act: 'grantPermission', username, permission: name });
  return `curl -X POST -H 'content-type: application/json' <control>/act -d '${act}'`;
}
