import { type Abandoned, leftOffBy } from '../model/left-off.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { linesOf, plainText } from '../plain/text.ts';
import { leakOpens, setupPlaces } from '../reasons/setup-places.ts';
import { freezeWords } from './shared-freeze.ts';

/**
 * What an abandoned emergency leaves off for good, and how a person turns it on again. Empty if nothing is left off.
 * @param open the unfinished run; null if there is none
 * @param frozenFor the open emergency of another app that has frozen the same user; null without one
 */
export function stillOffLines(
  { app, executionUser }: Pick<WatchedApp, 'app' | 'executionUser'>,
  open: Rotation | null,
  frozenFor: Parameters<typeof freezeWords.abandoned>[0] | null = null,
): readonly string[] {
  const left = leftOffBy(open);
  if (left === null) return [];
  const { what, certain } = left;
  const known = executionUser ?? open?.emergency?.containment?.user ?? null;
  const user = known ? plainText(known.username, 80) : 'the execution user';
  const off = what === 'flow' ? stillOffWords.oauth(app, certain) : stillOffWords.frozen(user, certain);
  const leaked = open?.endedAt === null && stillOffWords.leaked;
  const unfreeze = frozenFor
    ? freezeWords.abandoned(frozenFor)
    : known
      ? stillOffWords.unfreeze(user)
      : stillOffWords.unfreezeUnknown(app);
  return linesOf(off, what === 'flow' ? stillOffWords.turnOn(app) : unfreeze, leaked);
}

/** What an abandoned emergency of an app that is no longer watched leaves off, in one line. */
export function leftOffLine({ run, frozenFor }: Abandoned): string {
  const words = stillOffLines({ app: run.app, executionUser: null }, run, frozenFor).join(' ');
  return `${plainText(run.app)} in ${plainText(run.org)}: ${words}`;
}

/** The way back without new credentials. @param by what is off */
export function givingUp(app: string, by: 'flow' | { readonly user: string | null }): string {
  const place =
    by === 'flow'
      ? setupPlaces.oauthOn(app)
      : setupPlaces.unfreeze(by.user === null ? 'the execution user' : plainText(by.user, 80));
  return `To restore access without new credentials: \`keyturn unwatch ${app} --confirm ${app}\`, then ${place}. ${leakOpens}`;
}

/**
 * The command after the cause is fixed.
 * @param code why the run stopped: without a store, the command itself must name one
 */
export function continueWords(app: string, code?: string): string {
  if (code === 'StoreNotChosen')
    return `Continue with the encrypted file: \`keyturn resume ${app}${storeFlag(code)}\`. Until then, access stays blocked.`;
  return `Once that is fixed, continue: \`keyturn resume ${app}\`. Until then, access stays blocked.`;
}

export const stillOffWords = {
  oauth: (app: string, isSure: boolean) =>
    isSure
      ? `keyturn turned OAuth off for ${app} and won't turn it on again. Nobody gets a token until a person does.`
      : `OAuth may be off for ${app}. keyturn won't turn it on again.`,
  turnOn: (app: string) => `To turn it on: ${setupPlaces.oauthOn(app)}.`,
  frozen: (user: string, isSure: boolean) =>
    isSure
      ? `keyturn froze ${user} and won't unfreeze the user. The app gets no token until a person does.`
      : `${user} may be frozen. keyturn won't unfreeze the user.`,
  unfreeze: (user: string) => `To unfreeze the user: ${setupPlaces.unfreeze(user)}.`,
  /** Where nobody has the name: a place with a gap is no help. */
  unfreezeUnknown: (app: string) => `Unfreeze the user that ${app} runs as.`,
  leaked: 'The leaked credentials are not replaced. They get tokens again as soon as access is on.',
} as const;

/** What the command that continues needs besides the app. */
export function storeFlag(code: string | undefined): string {
  return code === 'StoreNotChosen' ? ' --store file' : '';
}
