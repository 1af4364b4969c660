import { setupPlaces } from '../reasons/setup-places.ts';

/** What to do about a user that somebody, or Salesforce, froze. Source: page 005318944 of Salesforce's help, since 2026-04-24. */
export function unfreezeSafely(user: string): string {
  return `Find out why first: Salesforce freezes users that connect through a VPN, a proxy or another high-risk address, and sends an email “Salesforce Security notification”. Setup ▸ Login History: check the last sign-in of ${user}. If its address is the reason, change that first, or Salesforce freezes the user again. Then unfreeze the user: ${setupPlaces.unfreeze(user)}.`;
}

/** After a freeze that followed keyturn's own token request. */
export const verificationPaused = {
  sentence: (app: string) =>
    `keyturn had requested a token from this computer right before, so its address may be the reason. The daemon requests no more tokens for ${app} until a person has verified its credentials.`,
  cure: (app: string) => ` Then verify the credentials: \`keyturn check ${app}\`.`,
  /** @param since date */
  attention: (app: string, since: string) =>
    `since ${since}, the daemon doesn't verify these credentials and doesn't replace them: Salesforce may have frozen the execution user because of the address of this computer. Once this computer connects without a VPN or proxy: \`keyturn check ${app}\``,
} as const;
