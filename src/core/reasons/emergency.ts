import { plainText } from '../plain/text.ts';
import { entry, unchanged, wordOf } from './reason.ts';
import { cureOf, setupPlaces } from './setup-places.ts';

const whyNotContained = {
  'policies-hidden': "Salesforce doesn't show the app's policies",
  'jwt-session': 'the sign-in uses a JWT access token, which the Metadata API refuses',
  'user-unknown': "keyturn doesn't know the execution user",
};

const freezeByHand = (user: string | undefined) =>
  `Freeze the execution user: ${setupPlaces.freeze(user === undefined ? 'the user' : plainText(user, 80))}. Then no app gets a new token for this user.`;

/** After an emergency has created the credentials. @param command that replaces them */
export function leakedToo(command: string): string {
  return `If the new credentials have leaked too: \`${command}\`.`;
}

/** The leak response. */
export const emergencyReasons = {
  /** `user` is the execution user, if keyturn knows it. */
  ContainImpossible: unchanged<{ app: string; why: keyof typeof whyNotContained; user?: string | undefined }>({
    exit: 3,
    message: ({ app, why }) => `keyturn can't block access to ${app}: ${wordOf(whyNotContained, why)}`,
    actions: ({ app, why, user }) =>
      why === 'user-unknown'
        ? [`Find the execution user: Setup ▸ External Client App Manager ▸ ${app} ▸ Policies.`, freezeByHand(user)]
        : [freezeByHand(user), `Or let keyturn freeze the user: \`keyturn emergency ${app} --contain=freeze\`.`],
  }),
  EmergencyBlocked: unchanged<{ app: string; problem: string }>({
    exit: 75,
    message: ({ app, problem }) => `keyturn can't replace the credentials of ${app} right now: ${problem}`,
    actions: ({ app }) => [
      `Stop all access now, over REST and without a deploy: \`keyturn emergency ${app} --contain=freeze\`.`,
      `Or wait until the deploy has finished, then run \`keyturn resume ${app}\`.`,
    ],
  }),
  JustReplaced: entry<{ app: string; leaked: string; fresh: string; ago: string; isRefused: boolean }>({
    exit: 3,
    message: ({ app, leaked, fresh, ago, isRefused }) =>
      `The leaked credentials of ${app} (${leaked}) were replaced ${ago} ago${isRefused ? ', and Salesforce refuses them' : ''}. The current credentials are the new ones (${fresh})`,
    safe: 'This command changed nothing in the org.',
    actions: ({ app }) => [
      `\`keyturn status ${app}\` shows what is left to do.`,
      leakedToo(`keyturn emergency ${app} --again`),
    ],
  }),
  EmergencyNeedsDeploy: unchanged<{ app: string }>({
    exit: 3,
    message: ({ app }) =>
      `keyturn can't stage credentials for ${app}: Salesforce refuses it, although REST access to secrets is on`,
    actions: ({ app }) => [
      `Replace the credentials with a deploy: \`keyturn emergency ${app} --by-deploy\`. Consumers have no access until they get the new ones.`,
      'Or ask Salesforce to unlock staged credentials for the org, then run the same command again.',
    ],
  }),
  DrillSlotTaken: unchanged<{ app: string; found: string }>({
    exit: 3,
    message: ({ app, found }) => `A drill needs the staging slot of ${app}, which holds ${found}`,
    actions: ({ app }) => [
      `\`keyturn check ${app}\` shows whether these are staged or previous credentials.`,
      `Empty the slot first. Staged credentials: \`keyturn rotate ${app}\` or \`keyturn discard ${app} --confirm ${app}\`. Previous credentials: \`keyturn retire ${app} --confirm ${app}\`.`,
      'Or drill in the practice org: `keyturn watch ERP_Bridge --practice`, then `keyturn emergency ERP_Bridge --drill --practice`.',
    ],
  }),
  NewPairUnproved: entry<{ app: string; cause: string; cure: string }>({
    exit: 3,
    message: ({ app, cause }) =>
      `The leaked credentials of ${app} are replaced, and Salesforce refuses them. They got no token before, and the new ones get none now: ${cause}`,
    safe: 'Salesforce refuses the leaked credentials. The new ones are current.',
    actions: ({ app, cure }) => [
      `If the app is needed: ${cureOf(app, cure)}`,
      `Then run \`keyturn resume ${app}\` to verify the new credentials and end the emergency.`,
    ],
  }),
  EmergencyIncomplete: entry<{ failed: readonly [string, ...string[]]; of: number }>({
    exit: 1,
    message: ({ failed, of }) => `Not finished: ${failed.join(', ')} (${failed.length} of ${of} apps)`,
    safe: 'Each of them has reported its own state.',
    actions: ({ failed: [first] }) => [
      'Fix what each of them names, then run the same command again. It continues where it stopped.',
      `Or continue one app at a time: \`keyturn emergency ${first} --confirm ${first}\`.`,
    ],
  }),
};
