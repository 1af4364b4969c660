import { lastSeenOf, type TurnedOff } from '../model/decommission.ts';
import { nameList, plainText } from '../plain/text.ts';
import { setupPlaces } from '../reasons/setup-places.ts';

/**
 * The `safe` sentence of an error while nothing has been done about the leak.
 * @param user the execution user; null if unknown
 * @param sameUser the other apps that run as this user; null if unknown
 */
export function leakLives(user: string | null, sameUser: readonly string[] | null): string {
  const place = setupPlaces.freeze(user === null ? 'the execution user' : plainText(user, 80));
  return `Nothing changed in the org. The leaked credentials work for anyone who has them. To block them without keyturn: ${place}.${alongWords(sameUser)}`;
}

function alongWords(sameUser: readonly string[] | null): string {
  if (sameUser === null) return ' Other apps that run as this user stop too.';
  return sameUser.length === 0 ? '' : ` This also stops other apps that run as this user: ${nameList(sameUser)}.`;
}

/** The same, after a decommissioning was seen to have turned off OAuth. */
const leakShutOut =
  'Nothing changed in the org. When keyturn last looked, OAuth was off for this app: nobody gets a new token with its credentials. Sessions that were open before may still work.';

/** The same, after a check has seen that somebody turned OAuth on again. */
const leakLetIn =
  'Nothing changed in the org. This app is being decommissioned, but OAuth was on when keyturn last looked. While it is on, the leaked credentials may work for anyone who has them.';

/** The same, if a decommissioning or its way back was interrupted. */
const leakMayBeShutOut =
  'Nothing changed in the org. OAuth may be off for this app, because it is being decommissioned. If OAuth is on, the leaked credentials work for anyone who has them.';

/** The `safe` sentence of an error while the app is being decommissioned. */
export function leakWhileEnding(flow: TurnedOff): string {
  return { unseen: leakMayBeShutOut, on: leakLetIn, off: leakShutOut }[lastSeenOf(flow)];
}
