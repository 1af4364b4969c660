import { typeWords } from './fields.ts';
import { code, heading, pageOf, table } from './markdown.ts';
import { type Schema, settingsJsonSchema } from './schema.ts';
import { channelWords, policyWords, quietWords, type SettingWords, topWords, windowWords } from './settings-words.ts';

/** One setting: where it stands, what it takes, what the page says of it. */
export interface Setting {
  readonly key: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
  readonly words: SettingWords;
}

const fieldsOf = (schema: Schema | boolean | undefined) =>
  (typeof schema === 'object' ? schema.properties : null) ?? {};

/** The settings by the parts of the page. @throws Error when the schema has a key without words, or the other way round */
export function settingsParts() {
  const { properties: all = {} } = settingsJsonSchema();
  const { defaults, orgs, apps, quietHours, window, channels, ...top } = all;
  const { window: ofApp, ...policyOfApp } = fieldsOf(apps?.additionalProperties);
  for (const same of [fieldsOf(orgs?.additionalProperties), policyOfApp]) {
    if (JSON.stringify(same) !== JSON.stringify(fieldsOf(defaults))) throw new Error('the policies differ');
  }
  if (JSON.stringify(ofApp) !== JSON.stringify(window)) throw new Error('the windows differ');
  return {
    top: settingsOf({ properties: top }, topWords),
    policy: settingsOf(defaults, policyWords),
    window: settingsOf(window, windowWords),
    quietHours: settingsOf(quietHours, quietWords),
    channels: channelsOf(channels?.additionalProperties),
  };
}

/** The fields of each type of channel, those of every type first. */
function channelsOf(schema: Schema | boolean | undefined): Readonly<Record<string, readonly Setting[]>> {
  const types = typeof schema === 'object' ? (schema.oneOf ?? schema.anyOf ?? []) : [];
  return Object.fromEntries(
    types.map((type) => [String(type.properties?.type?.const), settingsOf(type, channelWords, false)]),
  );
}

function settingsOf(schema: Schema | undefined, words: Readonly<Record<string, SettingWords>>, isWhole = true) {
  const fields = Object.entries(fieldsOf(schema));
  const known = new Set(fields.map(([key]) => key));
  const spare = isWhole ? Object.keys(words).filter((key) => !known.has(key)) : [];
  if (spare.length > 0) throw new Error(`no such setting: ${spare.join(', ')}`);
  return fields.map(([key, field]): Setting => {
    const found = words[key];
    if (!found) throw new Error(`the setting ${key} has no words`);
    return { key, schema: field, isRequired: schema?.required?.includes(key) === true, words: found };
  });
}

export function settingsPage(): string {
  const { top, policy, window, quietHours, channels } = settingsParts();
  const common = ['type', 'when', 'severity', 'practice'];
  const [first = []] = Object.values(channels);
  return pageOf([
    ...heading('Settings', 'the schema that reads them (`src/core/adapters/config-schema.ts`)'),
    "The settings are in `config.json5` in keyturn's folder (`KEYTURN_HOME`, or the data folder of your system). Comments are allowed.",
    "Every setting of the file is optional. keyturn refuses a key that it doesn't know and suggests the right one. For editors there is a",
    '[JSON Schema](schemas/settings.schema.json). [Notifications and settings](../notifications.md) explains how to use them.',
    '',
    ...settingTable(top),
    '',
    '## Policies',
    '',
    'In `defaults` for apps that you start to watch, in `orgs.<org>` for the apps of one org, and in `apps.<app>` or',
    '`apps.<org>/<app>` for one app.',
    '',
    ...settingTable(policy),
    '',
    '## Maintenance window',
    '',
    'When the daemon may rotate, with `automation: rotate`. In `window` for all apps, and in `apps.<app>.window` for one.',
    'Default: at any time.',
    '',
    ...settingTable(window),
    '',
    '## Quiet hours',
    '',
    'In `quietHours`: only notices of severity `danger` are sent. Default: none.',
    '',
    ...settingTable(quietHours),
    '',
    '## Channels',
    '',
    'In `channels.<name>`. A name has letters, digits, `-` and `_`. Every channel takes these, but `heartbeat` only `type` and `practice`:',
    '',
    ...settingTable(first.filter(({ key }) => common.includes(key)).map(withEveryType(Object.keys(channels)))),
    '',
    ...Object.entries(channels).flatMap(([type, settings]) => {
      const own = settings.filter(({ key }) => !common.includes(key));
      return [`### ${type}`, '', ...(own.length === 0 ? ['Nothing more.'] : settingTable(own)), ''];
    }),
  ]);
}

function withEveryType(types: readonly string[]) {
  return (setting: Setting): Setting =>
    setting.key === 'type' ? { ...setting, schema: { type: 'string', enum: types } } : setting;
}

function settingTable(settings: readonly Setting[]): readonly string[] {
  return table(
    ['key', 'value', 'default', 'meaning', 'example'],
    settings.map(({ key, schema, words }) => {
      const { type = typeWords(schema), allowed } = words;
      const preset = schema.default === undefined ? '' : code(JSON.stringify(schema.default).replaceAll('"', "'"));
      return [
        code(key),
        allowed ? `${type}: ${allowed}` : type,
        words.default ?? preset,
        words.meaning,
        code(`${key}: ${words.example}`),
      ];
    }),
  );
}
