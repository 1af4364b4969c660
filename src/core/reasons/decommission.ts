import { consumerWord, plainText, shortKey } from '../plain/text.ts';
import { entry, unchanged } from './reason.ts';
import { setupPlaces } from './setup-places.ts';

const isOff = 'OAuth is off for this app.';

/** The end of an app, and the program's own. */
export const decommissionReasons = {
  DecommissionUnderWay: entry<{ app: string }>({
    exit: 3,
    message: ({ app }) => `${app} is being decommissioned`,
    safe: 'Its consumers may already have no access.',
    actions: ({ app }) => [
      `Finish it: \`keyturn resume ${app}\`.`,
      `Or put the app back as it was: \`keyturn decommission ${app} --back --confirm ${app}\`.`,
    ],
  }),
  /** `names`: every consumer that is left to confirm, after those that the command has already named. */
  StillInUse: unchanged<{ app: string; uses: readonly string[]; names: readonly string[] }>({
    exit: 3,
    message: ({ app, uses }) => `${app} may still be in use: ${uses.join('; ')}`,
    actions: ({ app, names }) => [
      names.length > 0
        ? `Ask each consumer. Confirm those that no longer use the credentials: \`keyturn decommission ${app} ${names.map((name) => `--gone ${consumerWord(name)}`).join(' ')}\`.`
        : 'Find out who uses it: the addresses are in the plan.',
      'If you are sure anyway, run the same command again with `--still-used-ok`.',
    ],
  }),
  ExecutionUserShared: unchanged<{ app: string; username: string; others: readonly string[] }>({
    exit: 3,
    message: ({ username, others }) =>
      `Freezing ${plainText(username, 80)} would stop other apps that run as the same user: ${others.map((one) => plainText(one, 80)).join(', ')}`,
    actions: ({ app }) => [
      `Leave out \`--freeze-user\`: turning off OAuth stops ${app} alone.`,
      'Or give the other apps a different execution user first.',
    ],
  }),
  DecommissionUnproved: entry<{ app: string; problem: string }>({
    exit: 75,
    message: ({ app, problem }) =>
      `keyturn couldn't verify that Salesforce refuses the credentials of ${app}: ${problem}`,
    safe: `${isOff} keyturn keeps its copy of the credentials.`,
    actions: ({ app }) => [
      `Run \`keyturn resume ${app}\` in a few minutes.`,
      `Or finish without removing the credentials from the secret store: \`keyturn decommission ${app} --keep-credentials --confirm ${app}\`.`,
    ],
  }),
  DecommissionUnseen: entry<{ app: string; what: string }>({
    exit: 75,
    message: ({ app, what }) => `The org accepted a change of ${app} but doesn't show it: ${what}`,
    safe: 'keyturn keeps its copy of the credentials.',
    actions: ({ app }) => [`Run \`keyturn resume ${app}\` in a few minutes.`],
  }),
  DecommissionSlotTaken: entry<{ app: string; key: string | null }>({
    exit: 3,
    message: ({ app, key }) =>
      `The staging slot of ${app} has credentials that weren't in the plan (${key === null ? 'unknown key' : shortKey(key)})`,
    safe: `${isOff} keyturn deletes only what you agreed to.`,
    actions: ({ app }) => [
      `Ask who staged them. To delete them, too: \`keyturn decommission ${app} --confirm ${app}\`.`,
      `Or put the app back as it was: \`keyturn decommission ${app} --back --confirm ${app}\`.`,
    ],
  }),
  NothingToReturn: unchanged<{ app: string }>({
    exit: 2,
    message: ({ app }) => `${app} isn't being decommissioned`,
    actions: ({ app }) => [`\`keyturn status ${app}\` shows its state.`],
  }),
  DecommissionFinal: entry<{ app: string; user?: string | null }>({
    exit: 3,
    message: ({ app }) => `keyturn no longer has the credentials of ${app}, so it can't put the app back`,
    safe: isOff,
    actions: ({ app, user = null }) => [
      `Finish it: \`keyturn resume ${app}\`.`,
      `If the app is needed after all, turn on OAuth again (${setupPlaces.oauthOn(app)})${thenUnfreeze(user)}, then run \`keyturn watch ${app}\`.`,
    ],
  }),
};

/** @param user the execution user that keyturn freezes, too; null without one */
export function thenUnfreeze(user: string | null): string {
  return user === null ? '' : `, unfreeze ${plainText(user, 80)} (${setupPlaces.unfreeze(plainText(user, 80))})`;
}
