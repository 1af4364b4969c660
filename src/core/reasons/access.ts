import { myDomainHost } from '../plain/org-host.ts';
import { entry, recordedSoFar, sameAgain, unchanged, unwatchAction, useOneOf } from './reason.ts';
import { leakOpens, secretAccessPlace, setupPlaces } from './setup-places.ts';

/** What the user's permissions, the org's settings or the app's policies don't allow. */
export const accessReasons = {
  PermissionMissing: unchanged<{ username: string; permissions: readonly string[]; isPractice?: boolean | undefined }>({
    exit: 3,
    message: ({ username, permissions }) => `${username} is missing permissions: ${permissions.join(', ')}`,
    actions: ({ username, permissions, isPractice }) =>
      isPractice
        ? [
            ...permissions.map(
              (permission) =>
                `Grant it, because the practice org has no Setup: \`${grantInPractice(username, permission)}\`.`,
            ),
            sameAgain,
            'Or start over with all permissions: `keyturn practice reset --scenario acme`.',
          ]
        : [
            `Setup ▸ Permission Sets ▸ a set with these permissions ▸ Manage Assignments ▸ add ${username}.`,
            `\`keyturn doctor -o ${username} --permission-set operator\` writes such a set into the new folder operator.`,
            sameAgain,
          ],
  }),
  SecretAccessDisabled: unchanged<Record<never, never>>({
    exit: 3,
    message: () => 'REST access to secrets is off in this org',
    actions: () => [
      'Let keyturn turn it on temporarily: add `--yes`, or agree when `keyturn setup` asks.',
      `Or turn it on: ${secretAccessPlace}.`,
    ],
  }),
  IdentityVerificationNeeded: unchanged<{ setupUrl: string }>({
    exit: 3,
    message: () => 'Salesforce wants you to verify your identity before it shows a consumer secret',
    actions: ({ setupUrl }) => [`Open ${setupUrl} and verify your identity.`, sameAgain],
  }),
  NotMyDomain: unchanged<{ host: string; org: string }>({
    exit: 3,
    message: ({ host }) =>
      `${host} is not the org's My Domain address. Only that address issues tokens for the client credentials flow`,
    actions: ({ host, org }) => [
      `Sign in again. The new sign-in leads to the My Domain address: \`sf org login web --alias ${org} --instance-url https://${myDomainHost(host) ?? host}\`.`,
    ],
  }),
  SessionNotOpaque: unchanged<{ username: string }>({
    exit: 3,
    message: ({ username }) => `${username} is signed in with a JWT access token, which the Metadata API refuses`,
    actions: () => ['Sign in with `sf org login web`, or through an app that issues opaque tokens.'],
  }),
  AppUnknown: unchanged<{ app: string; org: string; known: readonly string[]; consumerId?: string; isGone?: true }>({
    exit: 2,
    message: ({ app, org, consumerId }) =>
      `${org} has no External Client App called ${app}${consumerId ? ` with the OAuth consumer ${consumerId}` : ''}`,
    actions: ({ app, known, isGone }) => {
      const named = useOneOf(known, 'Setup ▸ External Client App Manager ▸ New External Client App.');
      const gone = [`Find out what became of it: \`keyturn check ${app}\`.`, unwatchAction(app)];
      return isGone && known.length === 0 ? gone : [named];
    },
  }),
  /** `user` is the chosen execution user, if there is one. */
  AppIsPackaged: unchanged<{ app: string; what: string; user?: string }>({
    exit: 3,
    message: ({ app, what }) => `${app} comes from a managed package: ${what}`,
    actions: ({ app, user }) => [
      'Ask the publisher of the package to turn on the client credentials flow in the app.',
      `Set the execution user yourself in Setup ▸ External Client App Manager ▸ ${app} ▸ Policies${user === undefined ? '' : `: ${user}`}.`,
    ],
  }),
  AppOauthDisabled: unchanged<{ app: string; where: string; isLeaked?: boolean }>({
    exit: 3,
    message: ({ app, where }) => `OAuth is off for ${app} (${where})`,
    actions: ({ app, isLeaked }) => [`${setupPlaces.oauthOn(app)}.${isLeaked === true ? ` ${leakOpens}` : ''}`],
  }),
  UserUnknown: unchanged<{ username: string }>({
    exit: 2,
    message: ({ username }) => `The org has no user ${username}`,
    actions: () => ["Give the username. It looks like an email address, but can differ from the user's email address."],
  }),
  UsernameTaken: unchanged<{ username: string }>({
    exit: 2,
    message: ({ username }) => `The username ${username} is already taken, in this org or a different one`,
    actions: () => [
      'Usernames are unique across all Salesforce orgs. Add something of your own, such as the name of the sandbox.',
    ],
  }),
  ObjectRefused: entry<{ object: string; message: string }>({
    exit: 1,
    message: ({ object, message }) => `Salesforce refused permissions on ${object}: ${message}`,
    safe: recordedSoFar,
    actions: () => [
      'Correct the objects: API names, such as Account or Invoice__c. keyturn continues with the user that it has already created.',
      'Or name no objects, and add them to the permission set later.',
    ],
  }),
  IntegrationSeatMissing: unchanged<{ problem: string }>({
    exit: 3,
    message: ({ problem }) => `keyturn can't create an integration user: ${problem}`,
    actions: () => [
      'Look for Salesforce Integration in Setup ▸ Company Information ▸ User Licenses, and deactivate a user that is no longer needed.',
      'Or choose an existing user.',
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
      `${username} has more permissions than an execution user should have: ${powers.join(', ')}`,
    actions: () => [
      'Choose a user that has only the permissions that the integration needs.',
      'Or give a reason for using this one: `--allow-privileged-user <reason>`.',
    ],
  }),
  UserInteractive: unchanged<{ username: string; signs: readonly string[] }>({
    exit: 3,
    message: ({ username, signs }) => `${username} is not an API-only user: ${signs.join(', ')}`,
    actions: () => [
      'Choose an API-only user, or give this one the API Only User permission.',
      'Or give a reason for using this one: `--allow-interactive-user <reason>`.',
    ],
  }),
  UserNotApproved: unchanged<{ username: string; app: string; permissionSets: readonly string[] }>({
    exit: 3,
    message: ({ username, app }) =>
      `${app} admits only users approved by an administrator, and ${username} is not one of them`,
    actions: ({ app, permissionSets }) => [
      permissionSets.length > 0
        ? `Add \`--grant-permission-set ${permissionSets[0]}\`. The app's policy names this permission set.`
        : `First name a permission set in the app's policy: Setup ▸ External Client App Manager ▸ ${app} ▸ Policies.`,
    ],
  }),
};

/** How the practice org gets a permission that it lacks. @param permission its API name, also in parentheses after its label */
export function grantInPractice(username: string, permission: string): string {
  const name = /\((\w+)\)$/.exec(permission)?.[1] ?? permission;
  return `keyturn practice act grantPermission --username ${username} --permission ${name}`;
}
