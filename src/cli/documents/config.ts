import { z } from 'zod';
import type { SettingSource } from '../../core/model/setting.ts';
import type { ConfigProblem } from '../config-problems.ts';
import { flag, oneOf, text, textOrNull, texts } from './kinds.ts';

const lineOrNull = (description: string) => z.int().min(1).nullable().describe(description);

const setting = z
  .object({
    key: text('The setting, as `keyturn config get` takes it. For an app: `apps.<org>/<app>.<setting>`.'),
    value: z
      .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
      .describe('The value that applies, as the settings file writes it. Null when there is none.'),
    source: oneOf<SettingSource>('Where the value comes from.', {
      default: "keyturn's own value, or the computer's time zone",
      file: 'the settings file',
      'last-good': 'the last settings without an error, because the file has one',
      environment: 'a variable',
      flag: 'a flag of this call',
      chosen: 'chosen for the app in the setup, in the watch or with a command',
    }),
    line: lineOrNull('Line in the settings file. Null when the value is not from there.'),
    from: textOrNull('The variable, the flag, or the key in the file. Null for the others.'),
  })
  .meta({ title: 'setting' });

const problem = z
  .object({
    severity: oneOf<ConfigProblem['severity']>('How bad it is.', {
      error: 'keyturn refuses the file',
      warning: 'keyturn accepts the file, but this is probably not meant',
    }),
    key: text('The setting. Empty for the whole file.'),
    line: lineOrNull('Line in the settings file. Null when unknown.'),
    problem: text('What is wrong, in words.'),
    cure: text('How to fix it.'),
  })
  .meta({ title: 'problem of the settings' });

const file = {
  path: text('Absolute path of the settings file.'),
  exists: flag('Whether the file exists.'),
};
const problems = z.array(problem).describe('Everything that is wrong with the settings, errors first.');

export const config = z.object({
  ...file,
  settings: z.array(setting).describe('Every setting that applies.'),
  problems,
});

export const configGet = z.object({
  settings: z.array(setting).describe('The setting, or every setting of the group.'),
});

export const configChange = z.object({
  key: text('The setting.'),
  path: file.path,
  changed: flag('Whether the file changed.'),
  line: lineOrNull('Line of the setting. Null when the file no longer has it, or has it as a group.'),
  effects: texts('When the change applies, and what it lets keyturn do, in words.'),
});

export const configCheck = z.object({ ...file, valid: flag('Whether keyturn accepts the file.'), problems });

export const configPath = z.object({
  ...file,
  source: oneOf<'environment' | 'default'>('Why it is there.', {
    environment: '`KEYTURN_HOME` names the folder',
    default: "it is the system's data folder",
  }),
});
