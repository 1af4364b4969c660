import { watchedIn } from '../../compose/watched-in.ts';
import type { Composition } from '../../compose.ts';
import type { EffectiveSetting, SettingsLook } from '../../core/model/setting.ts';
import { closest } from '../../core/plain/closest.ts';
import { countOf, linesOf, plainText } from '../../core/plain/text.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';
import { effectiveSettings } from '../../core/settings/effective.ts';
import { nearestKey, settingNames, settingPath } from '../../core/settings/setting-path.ts';
import { settingsFileWords, withCure } from '../../core/words/settings.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import { plainValue, problemLines, settingLines } from '../config-document.ts';
import { effectsOf } from '../config-effects.ts';
import { configProblems, configWarnings, type Known } from '../config-problems.ts';
import type { CommandContext } from '../context.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn config`: every setting that applies, and where it comes from. */
export const show: RunCommand<'config'> = async (context) => {
  const { look, known, settings } = await lookAround(context);
  const problems = await configProblems(look, known);
  const where = look.exists ? plainText(look.path, 200) : `${plainText(look.path, 200)} (doesn't exist yet)`;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  context.output.succeed(
    { path: look.path, exists: look.exists, settings, problems },
    linesOf(
      [`Settings file: ${where}`, ''],
      settingLines(settings),
      ['', 'Change one with `keyturn config set <key> <value>`.'],
      problems.length > 0 &&
        `${errors > 0 ? '✖' : '▲'} \`keyturn config check\` shows ${countOf(problems.length, 'problem')}.`,
    ),
  );
  return 0;
};

/** `keyturn config get <key>`. */
export const get: RunCommand<'config get'> = async (context, { key }) => {
  const { settings } = await lookAround(context);
  const found = settings.filter((one) => isNamed(one, key));
  if (found.length === 0) throw noSetting(key, settings, 'config get');
  const [only] = found;
  const isOne = found.length === 1 && only !== undefined && isSameKey(only.key, key);
  context.output.succeed(
    { settings: found },
    isOne ? [plainValue(only.value)] : found.map((one) => `${one.key}  ${plainValue(one.value)}`),
  );
  return 0;
};

/** `keyturn config set <key> <value>`. */
export const set: RunCommand<'config set'> = (context, { key, value }) => change(context, key, value);

/** `keyturn config unset <key>`. */
export const unset: RunCommand<'config unset'> = (context, { key }) => change(context, key, null);

/** `keyturn config check`: every problem, with its line and how to fix it. */
export const check: RunCommand<'config check'> = async (context) => {
  const { look, known } = await lookAround(context);
  const problems = await configProblems(look, known);
  const isValid = problems.every(({ severity }) => severity === 'warning');
  const fine = look.exists ? 'The settings file has no errors.' : 'There is no settings file. The defaults apply.';
  context.output.succeed({ path: look.path, exists: look.exists, valid: isValid, problems }, [
    plainText(look.path, 200),
    ...(isValid ? [`✔ ${fine}`] : []),
    ...problemLines(problems),
  ]);
  return isValid ? 0 : 2;
};

/** `keyturn config path`. */
export const path: RunCommand<'config path'> = async (context) => {
  const composition = await context.compose();
  const look = await (await composition.settingsFile()).look();
  const source = context.env.KEYTURN_HOME ? 'environment' : 'default';
  context.output.succeed({ path: look.path, exists: look.exists, source }, [look.path]);
  return 0;
};

interface Around {
  readonly look: SettingsLook;
  readonly known: Known;
  readonly settings: readonly EffectiveSetting[];
}

async function lookAround(context: CommandContext): Promise<Around> {
  const composition = await context.compose();
  const file = await composition.settingsFile();
  const [look, known] = await Promise.all([file.look(), knownTo(context, composition)]);
  const { env, flags } = context;
  const around = { ...file.usual, storeFlag: flags.store ?? null, storeVariable: env.KEYTURN_STORE || null };
  return { look, known, settings: effectiveSettings(look, { ...around, apps: known.apps }) };
}

/** A state that can't be read hides only the watched apps. */
async function knownTo({ output, env }: CommandContext, composition: Composition): Promise<Known> {
  const elsewhere = await watchedIn(env, !composition.isPractice).catch(() => null);
  try {
    const state = (await composition.hasState()) ? await composition.state() : null;
    return { composition, env, state, elsewhere, apps: (await state?.apps.list()) ?? [] };
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    output.warn(`The watched apps are missing here: ${error.message}`);
    return { composition, env, state: null, elsewhere, apps: [] };
  }
}

async function change(
  context: ContextOf<'config set'> & ContextOf<'config unset'>,
  key: string,
  value: string | null,
): Promise<number> {
  const composition = await context.compose();
  const file = await composition.settingsFile();
  const path = settingPath(key);
  const before = await file.look();
  if (isMisnamed(path) && (value !== null || !before.has(path))) {
    const { settings } = await lookAround(context);
    throw noSetting(key, settings, value === null ? 'config unset' : 'config set');
  }
  const changed = value === null ? await file.unset(path) : await file.set(path, value);
  // Everything else is read after the change, so that nothing tells of the file as it was.
  const { known, look } = await lookAround(context);
  const fault = await composition.settingsFault();
  const effects = changed ? await effectsOf({ path, before, look, known, fault, isSet: value !== null }) : [];
  const warnings = changed ? (await configWarnings(look, known)).filter((one) => isWithin(one.key, path)) : [];
  for (const { problem, cure } of warnings) context.output.warn(withCure(problem, cure));
  for (const { message, line } of look.problems) {
    context.output.warn(`The file still has a problem${line === null ? '' : ` in line ${line}`}: ${message}`);
  }
  const name = plainText(path.join('.'), 200);
  const done = value === null ? `✔ Removed ${name} from the settings file.` : `✔ Saved ${name} in the settings file.`;
  const same =
    value === null
      ? `${settingsFileWords.unset(name)}. Nothing changed.`
      : `${name} already has this value. Nothing changed.`;
  context.output.succeed({ key: path.join('.'), path: look.path, changed, line: look.lineOf(path), effects }, [
    changed ? done : same,
    ...effects.map((effect) => `  ${effect}`),
  ]);
  return 0;
}

/** A name such as `maxAge`, which is a setting only inside a group. */
function isMisnamed([top = '']: readonly string[]): boolean {
  return !settingNames.includes(top);
}

function noSetting(key: string, settings: readonly EffectiveSetting[], command: string) {
  const known = [...settings.map((one) => one.key), ...settingNames];
  const near = nearestKey(key, known) ?? closest(key.split('.')[0] ?? '', settingNames);
  const hint = near === null ? '' : `. Did you mean ${plainText(near, 80)}?`;
  return wrongCall(command, `There is no setting ${plainText(key, 80)}${hint}`);
}

function isWithin(key: string, path: readonly string[]): boolean {
  const whole = path.join('.');
  return key === whole || key.startsWith(`${whole}.`) || whole.startsWith(`${key}.`);
}

/** Salesforce ignores case in app names, and an app may be named without its org. */
function isNamed({ key }: EffectiveSetting, wanted: string): boolean {
  return isSameKey(key, wanted) || withoutOrg(key).startsWith(`${withoutOrg(wanted)}.`);
}

function isSameKey(key: string, wanted: string): boolean {
  return (
    key === wanted || (wanted.startsWith('apps.') && !wanted.includes('/') && withoutOrg(key) === withoutOrg(wanted))
  );
}

function withoutOrg(key: string): string {
  return key.startsWith('apps.')
    ? `apps.${key.slice(key.lastIndexOf('/') < 0 ? 5 : key.lastIndexOf('/') + 1)}`.toLowerCase()
    : key;
}
