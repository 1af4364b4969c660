import type { EffectiveSetting, SettingProblem } from '../model/setting.ts';

/** A setting's name as one word of a command. */
export function keyWord(path: readonly string[]): string {
  const key = path.join('.');
  if (/^[\w./@+:-]+$/.test(key)) return key;
  return /["`$\\!\x00-\x1f]/.test(key) ? '<key>' : `"${key}"`;
}

/** Objects with parts that need each other, as a command. */
const wholes: Readonly<Record<string, string>> = {
  quietHours: `quietHours '{ from: "20:00", to: "07:00" }'`,
  window: `window '{ days: ["sat", "sun"], from: "22:00", to: "04:00" }'`,
  channels: `channels.ops '{ type: "slack", address: "secret:slack-ops" }'`,
};

const keepSecret = (word: string) =>
  `Save the secret with \`keyturn secret set <name>\`, then run \`keyturn config set ${word} secret:<name>\`.`;

/** How to fix a problem in the settings file. */
export function settingCure({ kind, path, near, line }: SettingProblem): string {
  const ofFile = path.length === 0 && (kind !== 'syntax' || line === null);
  if (ofFile) return 'Fix the file, then run `keyturn config check` again.';
  const word = keyWord(path);
  const remove = `\`keyturn config unset ${word}\``;
  switch (kind) {
    case 'syntax':
      return 'Fix that line in an editor.';
    case 'unknown':
      return near === null ? `Remove it: ${remove}.` : `Rename it to ${near}, or remove it: ${remove}.`;
    case 'missing':
      return `Add it: \`keyturn config set ${word} <value>\`.`;
    case 'secret':
      return keepSecret(word);
    default:
      return `Change it with \`keyturn config set ${word} <value>\`, or remove it: ${remove}.`;
  }
}

/** What to do after a change was refused. */
export function refusedChangeCure({ kind, path }: SettingProblem): string {
  const [top = ''] = path;
  const whole = wholes[path.includes('window') ? 'window' : top];
  switch (kind) {
    case 'syntax':
      return 'Fix the file in an editor. `keyturn config check` shows the line.';
    case 'unknown':
      return 'Run `keyturn config` to see the settings.';
    case 'missing':
      return whole ? `Set all of it at once, for example \`keyturn config set ${whole}\`.` : settingsHelp;
    case 'secret':
      return 'Save the secret with `keyturn secret set <name>`, and write secret:<name> in its place.';
    case 'contradiction':
      return `Change the other setting first, or both at once: \`keyturn config set ${keyWord(path.slice(0, -1))} '{ maxAge: "90d", remind: "30d,7d", grace: "7d" }'\`.`;
    case 'value':
      return settingsHelp;
  }
}

const settingsHelp = 'Run `keyturn help config set` for examples.';

/** A problem and its cure in one line. */
export function withCure(problem: string, cure: string): string {
  return `${problem}${/[.?!]$/.test(problem) ? '' : '.'} ${cure}`;
}

/** Texts about the settings file. */
export const settingsFileWords = {
  notEdited: "keyturn can't change this file without changing more than that. Change it in an editor",
  inUse: (lock: string) => `another program is changing it. If none is, delete ${lock}`,
  changedMeanwhile: 'another program changed the file at the same time',
  unset: (key: string) => `${key} isn't in the settings file`,
} as const;

/** Where a value comes from: `line 5`. */
export function sourceWords({ key, source, line, from }: EffectiveSetting): string {
  switch (source) {
    case 'default':
      return key === 'store' ? 'not set: keyturn asks' : 'default';
    case 'file':
      return from === key ? `line ${line}` : `line ${line}: ${from}`;
    case 'last-good':
      return 'last settings without an error';
    case 'chosen':
      return 'chosen for the app';
    case 'environment':
    case 'flag':
      return from ?? source;
  }
}
