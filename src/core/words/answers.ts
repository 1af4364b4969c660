/** Why an answer of the setup can't be taken. */
export const inputProblems = {
  automation: 'it is one of remind, stage, rotate',
  emailLength: 'it has more than 80 characters',
  emailShape: 'it is no e-mail address',
  labelEmpty: 'a label has at least one letter',
  labelLength: 'a label has 80 characters at most',
  level: (part: string) => `${part}: it is read, edit or delete`,
  nameLength: 'a developer name has 80 characters at most',
  nameShape:
    'a developer name has letters, digits and single underscores, begins with a letter and doesn’t end with an underscore',
  object: (part: string) => `${part} is no object`,
  objectCount: (most: number) => `at most ${most} objects can be named here`,
  permissionSet: 'the app’s policy doesn’t name that permission set',
  scope: (name: string, near: string | null) => `${name} is no scope${near ? `; did you mean ${near}?` : ''}`,
  scopesEmpty: 'at least one scope is needed',
} as const;

/** Why no integration user can be created. */
export const seatProblems = {
  license: (license: string) => `the org has no ${license} licence`,
  seats: (total: number | null, license: string) =>
    `all ${total === null ? '' : `${total} `}${license} licences are used`,
  profile: 'the org has no API-only profile for that licence',
  profileGone: 'its profile is missing',
} as const;
