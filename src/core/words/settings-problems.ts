import type { SettingsFault } from '../model/settings-fault.ts';

/** What is wrong with a value in `config.json5`. Each text follows the name of the setting. */
export const settingProblems = {
  time: 'it is not a time of day: give one such as 22:00',
  timeZone: 'it is not a time zone: give one such as Europe/Berlin',
  noDay: 'name a day, or leave this out for every day',
  secret: "don't write the secret here: run `keyturn secret set <name>` and write 'secret:<name>'",
  path: 'it must be an absolute path',
  address: 'it is not an email address: give one such as it@acme.example',
  host: 'it is not a host name: give one such as smtp.acme.example',
  halfOfSender: 'give both a user and a password, or neither',
  unencrypted: 'keyturn sends no password without encryption: use starttls or tls',
  channelName: 'the name of a channel can contain only letters, digits, - and _',
  noContact: 'say who to call',
  longContact: 'it is too long: at most 200 characters',
  programPath: 'name each program by its absolute path',
  variable: 'it is not the name of an environment variable: give one such as SSH_AUTH_SOCK',
  ownVariable: 'it says where keyturn has its secrets, so keyturn passes it to no program',
  missing: 'it is missing',
} as const;

/** What is wrong with the settings file, or with the name of a setting. */
export const settingsProblems = {
  unreadable: (problem: string) => `keyturn can't read it: ${problem}`,
  syntax: (message: string) => `it is not valid JSON5 (${message})`,
  unknown: "keyturn doesn't understand it",
  notObject: 'it must be an object: { … }',
  choice: (place: string, options: readonly unknown[]) => `${place} must be one of ${options.join(', ')}`,
  unknownName: (name: string, near: string | null, known: readonly string[]) =>
    `unknown setting ${name}: ${near === null ? `use one of ${known.join(', ')}` : `did you mean ${near}?`}`,
} as const;

const nothingNew = 'Until you fix the file, the daemon starts nothing new.';

/** The error in the settings file, and what applies until it is fixed. */
export function settingsFaultWords({ error: { message }, concerns, inUse }: SettingsFault): string {
  return `${message}${/[.?!]$/.test(message) ? '' : '.'} ${settingsInUseWords({ concerns, inUse })}`;
}

function settingsInUseWords({ concerns, inUse }: Pick<SettingsFault, 'concerns' | 'inUse'>): string {
  if (concerns === 'messages') {
    return 'keyturn uses that channel or contact as it last was, or not at all. All other settings apply.';
  }
  return inUse === 'last-good'
    ? `keyturn uses the last settings without an error. ${nothingNew}`
    : `keyturn uses its defaults and the policy chosen for each app. ${nothingNew}`;
}
