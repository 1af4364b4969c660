import { entry, unchanged, wordOf } from './reason.ts';

const whyNotContained = {
  'policies-hidden': 'the org shows no policies of the app',
  'jwt-session': 'the sign-in has a JWT token, which the Metadata API does not take',
  'user-unknown': 'its execution user is not known',
};

/** The leak response. */
export const emergencyReasons = {
  ContainImpossible: unchanged<{ app: string; why: keyof typeof whyNotContained }>({
    exit: 3,
    message: ({ app, why }) => `${app} can't be turned off from here: ${wordOf(whyNotContained, why)}`,
    actions: ({ app }) => [
      'Freeze its execution user: Setup ▸ Users ▸ the user ▸ Freeze. No app gets a new token for them then.',
      `Or let keyturn do it: \`keyturn emergency ${app} --contain=freeze\`.`,
    ],
  }),
  EmergencyBlocked: unchanged<{ app: string; problem: string }>({
    exit: 75,
    message: ({ app, problem }) => `The pair of ${app} can't be replaced at this moment: ${problem}`,
    actions: ({ app }) => [
      `Stop everything now, by REST, without a deploy: \`keyturn emergency ${app} --contain=freeze\`.`,
      `Or run \`keyturn resume ${app}\` when the deploy is over.`,
    ],
  }),
  JustReplaced: entry<{ app: string; leaked: string; fresh: string; ago: string; isRefused: boolean }>({
    exit: 3,
    message: ({ app, leaked, fresh, ago, isRefused }) =>
      `The leaked pair of ${app} (${leaked}) was replaced ${ago} ago${isRefused ? ' and is refused' : ''}; the pair in use now is the new one (${fresh})`,
    safe: 'Nothing was changed now; the new pair works.',
    actions: ({ app }) => [
      `\`keyturn status ${app}\` shows what is left to do.`,
      `If the new pair has leaked, too: \`keyturn emergency ${app} --again\`.`,
    ],
  }),
  EmergencyNeedsDeploy: unchanged<{ app: string }>({
    exit: 3,
    message: ({ app }) =>
      `No pair of ${app} can be staged: Salesforce refuses it although secret access over REST is on`,
    actions: ({ app }) => [
      `Replace the pair by a deploy, with an outage until consumers have the new one: \`keyturn emergency ${app} --by-deploy\`.`,
      'Or have Salesforce unlock staged credentials for the org, then run the same command again.',
    ],
  }),
  DrillSlotTaken: unchanged<{ app: string; found: string }>({
    exit: 3,
    message: ({ app, found }) =>
      `A drill needs the only place beside the primary pair of ${app}, and ${found} lies there`,
    actions: ({ app }) => [
      `\`keyturn check ${app}\` says whether it is a staged pair or the previous one.`,
      `Drill once it is gone: a staged pair ends with \`keyturn rotate ${app}\` or \`keyturn discard ${app} --confirm ${app}\`, a previous one with \`keyturn retire ${app} --confirm ${app}\`.`,
      'Or drill in the practice org: `keyturn watch ERP_Bridge --practice`, then `keyturn emergency ERP_Bridge --drill --practice`.',
    ],
  }),
  NewPairUnproved: entry<{ app: string; cause: string; cure: string }>({
    exit: 3,
    message: ({ app, cause }) =>
      `The leaked pair of ${app} is replaced and refused. It got no token before, and the new one gets none now: ${cause}`,
    safe: 'The leaked pair is dead, and the new one is primary.',
    actions: ({ app, cure }) => [
      `Where the app is to be used: ${cure}`,
      `Then \`keyturn resume ${app}\` proves the new pair, and ends the emergency.`,
    ],
  }),
  EmergencyIncomplete: entry<{ failed: readonly string[]; of: number }>({
    exit: 1,
    message: ({ failed, of }) => `${failed.length} of ${of} apps are not done: ${failed.join(', ')}`,
    safe: 'Each of them says for itself what is true; the others are done.',
    actions: ({ failed }) => [
      'Run the same command again: it goes on where it stopped.',
      `Or one by one: \`keyturn emergency ${failed[0] ?? '<app>'} --confirm ${failed[0] ?? '<app>'}\`.`,
    ],
  }),
};
