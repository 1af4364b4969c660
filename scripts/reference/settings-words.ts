import { defaultPolicy } from '../../src/core/model/watched-app.ts';

/** What the schema of the settings can't say. A test reads every example and every bound. */
export interface SettingWords {
  readonly meaning: string;
  /** Where the schema only knows that it is a text. */
  readonly type?: string;
  readonly default?: string;
  readonly allowed?: string;
  /** A value as JSON5. */
  readonly example: string;
  /** Values just inside and just outside of what is allowed, as JSON5. */
  readonly inside?: readonly string[];
  readonly outside?: readonly string[];
}

type Words = Readonly<Record<string, SettingWords>>;

const days = (count: number) => `\`'${count}d'\``;

export const topWords: Words = {
  store: {
    meaning: 'Where secrets are stored. `--store` and `KEYTURN_STORE` come first.',
    default: 'keyturn asks; without a terminal you must name it',
    example: "'keychain'",
  },
  timeZone: {
    meaning: 'Time zone of every time of day in this file.',
    type: 'time zone',
    default: "the computer's own",
    allowed: 'a name such as `Europe/Berlin`',
    example: "'Europe/Berlin'",
    outside: ["'+02:00'", "'Berlin'"],
  },
  stageAhead: {
    meaning: 'How long before the due date the daemon stages new credentials.',
    type: 'duration',
    default: "`'14d'`",
    allowed: '1 to 29 days, and not longer than `maxAge`',
    example: "'14d'",
    inside: ["'1d'", "'29d'"],
    outside: ["'23h'", "'30d'"],
  },
  checkEvery: {
    meaning: 'How often the daemon checks an app when nothing is due.',
    type: 'duration',
    default: "`'1d'`",
    allowed: '15 minutes to 30 days',
    example: "'12h'",
    inside: ["'15m'", "'30d'"],
    outside: ["'14m'", "'31d'"],
  },
  contacts: {
    meaning: 'Who to call for a consumer, by its name or target. Break-glass cards show it.',
    type: 'object of texts',
    default: 'none',
    allowed: 'at most 200 characters each',
    example: "{ 'Nightly export': 'Ada Lovelace, +49 30 1234' }",
    outside: ["{ 'Nightly export': '' }"],
  },
  environment: {
    meaning:
      'More environment variables for a program of yours (`exec:`, `--prove-with`, a `command` channel), by its path. Without it, a program gets only `PATH`, `HOME`, `LANG`, `LC_ALL`, `TZ` and `TMPDIR`.',
    type: 'object of lists',
    default: 'none',
    allowed: 'at most 20 names each; none that says where keyturn has its secrets',
    example: "{ '/opt/keyturn/hand-over': ['SSH_AUTH_SOCK'] }",
    outside: [
      "{ 'hand-over': ['SSH_AUTH_SOCK'] }",
      "{ '/opt/hand-over': ['KEYTURN_PASSPHRASE_FILE'] }",
      "{ '/opt/hand-over': ['A=b'] }",
    ],
  },
};

export const policyWords: Words = {
  maxAge: {
    meaning: 'Maximum age of the credentials.',
    type: 'days',
    default: days(defaultPolicy.maxAgeDays),
    allowed: 'whole days or weeks',
    example: "'90d'",
    inside: ["'1d'", "'12w'"],
    outside: ["'12h'", "'0d'"],
  },
  remind: {
    meaning: 'How long before the due date keyturn reminds.',
    type: 'days, as one text or as a list',
    default: `\`'${defaultPolicy.remindDays.map((count) => `${count}d`).join(',')}'\``,
    allowed: 'at most 20 values, none longer than `maxAge`',
    example: "'30d,14d,7d'",
    inside: ["['30d', '7d']"],
    outside: ["'12h'"],
  },
  grace: {
    meaning: 'How long keyturn keeps the previous credentials after a rotation.',
    type: 'days',
    default: days(defaultPolicy.graceDays),
    allowed: '0 to 30 days, and not longer than `maxAge`',
    example: "'7d'",
    inside: ["'0'", "'30d'"],
    outside: ["'31d'"],
  },
  automation: {
    meaning:
      'How much the daemon does automatically. `remind`: it only reminds. `stage`: it stages new credentials. `rotate`: it stages and rotates.',
    default: `\`'${defaultPolicy.automation}'\``,
    example: "'stage'",
  },
};

const time = { type: 'time of day', allowed: '`00:00` to `23:59`', outside: ["'7:00'", "'24:00'"] };

export const windowWords: Words = {
  days: { meaning: 'Days on which the span begins.', default: 'every day', example: "['sat', 'sun']", outside: ['[]'] },
  from: { ...time, meaning: 'Start of the span.', default: 'required', example: "'22:00'" },
  to: {
    ...time,
    meaning: 'End of the span, on the next day if it is not after the start.',
    default: 'required',
    example: "'04:00'",
  },
};

export const quietWords: Words = {
  from: { ...time, meaning: 'Start of the quiet hours.', default: 'required', example: "'20:00'" },
  to: { ...time, meaning: 'End of the quiet hours.', default: 'required', example: "'07:00'" },
  weekends: { meaning: 'Saturday and Sunday are quiet all day.', example: 'true' },
};

const secret = { type: '`secret:<name>`', default: 'required', outside: ["'https://hooks.example/T0'"] };
const required = { default: 'required' };

/** By name of the field: a field means the same in every type of channel. */
export const channelWords: Words = {
  type: { ...required, meaning: 'The type of the channel.', example: "'slack'" },
  when: { meaning: '`overdue`: only what is overdue and not acknowledged.', example: "'overdue'" },
  severity: { meaning: 'The lowest severity that this channel sends.', example: "'caution'" },
  practice: { meaning: 'Also send notices of the practice org.', example: 'true' },
  address: { ...secret, meaning: 'Name of the secret that holds the address.', example: "'secret:ops'" },
  failAddress: {
    ...secret,
    default: 'none',
    meaning: "Name of the secret with the address for passes that weren't good.",
    example: "'secret:pulse-fail'",
  },
  signingKey: { ...secret, meaning: 'Name of the secret that signs each message.', example: "'secret:siem-key'" },
  host: { ...required, meaning: 'The mail server.', example: "'smtp.acme.example'", outside: ["'smtp acme'"] },
  port: {
    meaning: 'Its port.',
    default: '587 with `starttls`, 465 with `tls`, 25 with `none`',
    allowed: '1 to 65535',
    example: '587',
    inside: ['1', '65535'],
    outside: ['0', '65536'],
  },
  encryption: { meaning: 'How the connection is encrypted.', example: "'starttls'" },
  user: { meaning: 'The user at the mail server. It needs `password`.', default: 'none', example: "'keyturn'" },
  password: {
    ...secret,
    meaning: "Name of the secret that holds the user's password.",
    default: 'none',
    example: "'secret:mail'",
  },
  from: {
    ...required,
    meaning: 'The sender.',
    type: 'email address',
    example: "'keyturn@acme.example'",
    outside: ["'keyturn'"],
  },
  to: {
    ...required,
    meaning: 'The recipients.',
    type: 'email address, or a list of them',
    allowed: 'at most 20',
    example: "['crm@acme.example']",
    inside: ["'crm@acme.example'"],
    outside: ["'crm'", '[]'],
  },
  program: {
    ...required,
    meaning: 'The program. It gets the [notices](json.md#notices) on standard input.',
    type: 'absolute path',
    example: "'/usr/local/bin/page'",
    outside: ["'page'"],
  },
  file: {
    meaning: 'The file that gets one line for each message.',
    type: 'absolute path',
    default: 'standard error of the daemon',
    example: "'/var/log/keyturn.jsonl'",
    outside: ["'keyturn.jsonl'"],
  },
};
