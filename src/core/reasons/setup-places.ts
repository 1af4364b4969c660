/** Places in Setup that texts name in more than one place, and that `keyturn practice act` stands for in the practice org. */
export const setupPlaces = {
  oauthOn: (app: string) =>
    `Setup ▸ External Client App Manager ▸ ${app} ▸ Policies ▸ enable the app and its OAuth plugin`,
  freeze: (username: string) => `Setup ▸ Users ▸ ${username} ▸ Freeze`,
  unfreeze: (username: string) => `Setup ▸ Users ▸ ${username} ▸ Unfreeze`,
  deleteApp: (app: string) => `Setup ▸ External Client App Manager ▸ ${app} ▸ Delete`,
} as const;

/** The setting for REST access to secrets. */
export const secretAccessPlace =
  'Setup ▸ External Client App Settings ▸ *Allow access to External Client App consumer secrets via REST API*';

export const secretAccessOffPlace =
  'Setup ▸ External Client App Settings ▸ turn off *Allow access to External Client App consumer secrets via REST API*';

/** The practice org has no Setup. */
const acts: Readonly<Record<keyof typeof setupPlaces, string>> = {
  oauthOn: 'oauthOn --app',
  freeze: 'freeze --username',
  unfreeze: 'unfreeze --username',
  deleteApp: 'deleteApp --app',
};

const patterns = (Object.keys(setupPlaces) as (keyof typeof setupPlaces)[]).map(
  (place) =>
    [new RegExp(setupPlaces[place]('([\\w.@+-]+)'), 'g'), `\`keyturn practice act ${acts[place]} $1\``] as const,
);

/** Names the command of the practice org in place of each place in Setup. */
export function placesInPractice(text: string): string {
  if (!text.includes('Setup ▸')) return text;
  return patterns.reduce(
    (worded, [pattern, command]) => worded.replace(pattern, command),
    text
      .replaceAll(secretAccessPlace, '`keyturn practice act secretAccess --on`')
      .replaceAll(secretAccessOffPlace, '`keyturn practice act secretAccess`'),
  );
}
