/** Places in Setup that texts name in more than one place. The practice org has none: `practice-places` names what does it there. */
export const setupPlaces = {
  oauthOn: (app: string) =>
    `Setup ▸ External Client App Manager ▸ ${app} ▸ Policies ▸ enable the app and its OAuth plugin`,
  freeze: (username: string) => `Setup ▸ Users ▸ ${username} ▸ Freeze`,
  unfreeze: (username: string) => `Setup ▸ Users ▸ ${username} ▸ Unfreeze`,
  activate: (username: string) => `Setup ▸ Users ▸ ${username} ▸ Edit ▸ Active`,
  deactivate: (username: string) => `Setup ▸ Users ▸ ${username} ▸ Edit ▸ clear Active`,
  addApi: (app: string) =>
    `Setup ▸ External Client App Manager ▸ ${app} ▸ Settings ▸ OAuth Settings ▸ Scopes: add Api.`,
  deleteApp: (app: string) => `Setup ▸ External Client App Manager ▸ ${app} ▸ Delete`,
} as const;

/** After a place that opens an app whose leaked credentials aren't replaced. */
export const leakOpens = 'The leaked credentials then get tokens again.';

/** The setting for REST access to secrets. */
export const secretAccessPlace =
  'Setup ▸ External Client App Settings ▸ *Allow access to External Client App consumer secrets via REST API*';

export const secretAccessOffPlace =
  'Setup ▸ External Client App Settings ▸ turn off *Allow access to External Client App consumer secrets via REST API*';

/** The same for a known execution user. @param username missing if unknown */
export function cureForUser(cure: string, username: string | undefined): string {
  return username === undefined ? cure : cure.replaceAll('the execution user', username);
}

/** What to do about the token problem of an app: the texts of `token-problems` don't know which one it is. */
export function cureOf(app: string, cure: string): string {
  return cure.replaceAll('▸ the app ▸', `▸ ${app} ▸`).replaceAll('<app>', app);
}
