import { isContained, type Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { linesOf, plainText } from '../plain/text.ts';
import { setupPlaces } from '../reasons/setup-places.ts';

/**
 * What an abandoned emergency leaves off for good, and how a person turns it on again. Empty if nothing is left off.
 * @param open the unfinished run; null if there is none
 */
export function stillOffLines({ app, executionUser }: WatchedApp, open: Rotation | null): readonly string[] {
  const containment = open?.emergency?.containment;
  if (!open || !containment || !isContained(open)) return [];
  const isSure = containment.containedAt !== null && open.endedAt === null;
  const user = executionUser ? plainText(executionUser.username, 80) : 'the execution user';
  const off = containment.by === 'flow' ? stillOffWords.oauth(app, isSure) : stillOffWords.frozen(user, isSure);
  const leaked = open.endedAt === null && stillOffWords.leaked;
  return linesOf(off, containment.by === 'flow' ? stillOffWords.turnOn(app) : stillOffWords.unfreeze(user), leaked);
}

export const stillOffWords = {
  oauth: (app: string, isSure: boolean) =>
    `OAuth ${isSure ? 'stays' : 'may stay'} off for ${app}, so nobody gets a token. keyturn no longer turns it on again.`,
  turnOn: (app: string) => `To turn it on: ${setupPlaces.oauthOn(app)}.`,
  frozen: (user: string, isSure: boolean) =>
    `${user} ${isSure ? 'stays' : 'may stay'} frozen, so the app gets no token. keyturn no longer unfreezes the user.`,
  unfreeze: (user: string) => `To unfreeze the user: ${setupPlaces.unfreeze(user)}.`,
  leaked: 'The leaked credentials are not replaced. They get tokens again as soon as access is on.',
} as const;
