/** Why the setup doesn't accept an answer. */
export const inputProblems = {
  automation: 'use remind, stage or rotate',
  emailLength: 'it is longer than 80 characters',
  emailShape: 'it is not an email address',
  labelEmpty: 'a label needs at least one letter',
  labelLength: 'a label can have at most 80 characters',
  level: (part: string) => `${part}: use read, edit or delete`,
  nameLength: 'a developer name can have at most 80 characters',
  nameShape:
    "a developer name has letters, digits and single underscores, starts with a letter and doesn't end with an underscore",
  object: (part: string) => `${part} is not an object`,
  objectCount: (most: number) => `name at most ${most} objects here`,
  permissionSet: "the app's policy doesn't name that permission set",
  scope: (name: string, near: string | null) => `${name} is not a scope${near ? `. Did you mean ${near}?` : ''}`,
  scopesEmpty: 'name at least one scope',
} as const;

/** Why keyturn can't create an integration user. */
export const seatProblems = {
  license: (license: string) => `the org has no ${license} license`,
  seats: (total: number | null, license: string) =>
    `all ${total === null ? '' : `${total} `}${license} licenses are in use`,
  profile: 'the org has no API-only profile for that license',
  profileGone: 'the profile for that license is missing',
} as const;
