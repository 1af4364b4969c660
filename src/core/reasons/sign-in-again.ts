import { shellWord } from '../plain/text.ts';

/**
 * What refuses a sign-in although user and key are right. The texts come from Salesforce (seen in public reports of 2025 and 2026).
 * `uninstalled`: since August 2025, orgs refuse apps that they haven't installed. `missing`: the org doesn't have the app, as after a
 * refresh of a sandbox.
 */
const refusals = [
  ['missing', /not installed in this org/i],
  ['uninstalled', /OAUTH_APP_BLOCKED|OAUTH_APP_ACCESS_DENIED|invalid_app_access|uninstalled/i],
] as const;

/** What to do so that an org takes the sign-in again. @param said why it was refused */
export function signInAgain(alias: string, said: string, then = ''): readonly string[] {
  const [refusal] = refusals.find(([, pattern]) => pattern.test(said)) ?? [null];
  const again = `\`sf org login web --alias ${shellWord(alias)}\``;
  switch (refusal) {
    case 'missing':
      return [
        `The org doesn't have the app that the sign-in uses. After a refresh, a sandbox has only what production had. Deploy the app again, then sign in: ${again}${then}.`,
        ownApp,
      ];
    case 'uninstalled':
      return [
        `The org refuses apps that it hasn't installed. An admin installs the app of the Salesforce CLI in Setup ▸ Connected Apps OAuth Usage, or gives you the permission *Approve Uninstalled Connected Apps*. Then sign in again: ${again}${then}.`,
        ownApp,
      ];
    default:
      return [`Sign in again: ${again}${then}.`];
  }
}

const ownApp =
  'Or use an app of your own with a key, which no such rule and no identity check stops: `keyturn doctor --permission-set operator-kit` writes the steps.';
