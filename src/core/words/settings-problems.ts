/** What is wrong with a value of `config.json5`; its place stands in front. */
export const settingProblems = {
  time: 'it is no time of day: give one like 22:00',
  timeZone: 'it is no time zone: give one like Europe/Berlin',
  noDay: 'name a day, or leave it out for every day',
  secret: "a secret does not stand here: run `keyturn secret set <name>` and write 'secret:<name>'",
  path: 'it has to be an absolute path',
  address: 'it is no e-mail address: give one like it@acme.example',
  host: 'it is no name of a computer: give one like smtp.acme.example',
  halfOfSender: 'a user and a password go together',
  unencrypted: 'a password is not sent without encryption: use starttls or tls',
  channelName: 'the name of a channel has letters, digits, - and _ only',
  noContact: 'say whom to call',
  longContact: 'it is too long: at most 200 characters',
  missing: 'it is missing',
} as const;

/** What is wrong with the settings as a whole, or with one of their names. */
export const settingsProblems = {
  unreadable: (problem: string) => `it can't be read: ${problem}`,
  syntax: (message: string) => `it is no JSON5 (${message})`,
  unknown: "it can't be understood",
  notObject: 'it has to be an object: { … }',
  choice: (place: string, options: readonly unknown[]) => `${place} has to be one of ${options.join(', ')}`,
  unknownName: (name: string, near: string | null, known: readonly string[]) =>
    `the setting ${name} is not known; ${near === null ? `known are ${known.join(', ')}` : `did you mean ${near}?`}`,
} as const;
