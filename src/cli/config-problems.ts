import type { Composition } from '../compose.ts';
import type { SettingsLook } from '../core/model/setting.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { closest } from '../core/plain/closest.ts';
import { isRecord } from '../core/plain/json.ts';
import { plainText } from '../core/plain/text.ts';
import type { State } from '../core/ports/ports.ts';
import { unwatchedApps } from '../core/settings/effective.ts';
import { keyWord, settingCure } from '../core/words/settings.ts';
import type { Environment } from './context.ts';

/** A problem with the settings. An error stops commands, a warning doesn't. */
export interface ConfigProblem {
  readonly severity: 'error' | 'warning';
  readonly key: string;
  readonly line: number | null;
  readonly problem: string;
  readonly cure: string;
}

export interface Known {
  readonly composition: Composition;
  readonly state: State | null;
  readonly apps: readonly WatchedApp[];
  /** The apps on the other side, in the practice org or in real ones: both share the file. Null if they can't be read. */
  readonly elsewhere: readonly WatchedApp[] | null;
  readonly env: Environment;
}

/** Everything that is wrong with the settings, errors first. */
export async function configProblems(look: SettingsLook, known: Known): Promise<readonly ConfigProblem[]> {
  const errors = look.problems.map((problem): ConfigProblem => {
    const { path, line, message } = problem;
    return { severity: 'error', key: path.join('.'), line, problem: message, cure: settingCure(problem) };
  });
  return [...errors, ...storeVariable(known.env), ...(await configWarnings(look, known))];
}

function storeVariable({ KEYTURN_STORE: store }: Environment): readonly ConfigProblem[] {
  if (!store || store === 'keychain' || store === 'file') return [];
  const problem = `KEYTURN_STORE must be keychain or file, not ${plainText(store, 40)}`;
  return [
    { severity: 'error', key: 'store', line: null, problem, cure: 'Unset KEYTURN_STORE, or set it to one of them.' },
  ];
}

/** What the file allows but what probably isn't meant: apps that aren't watched, secrets that aren't saved, programs. */
export async function configWarnings(look: SettingsLook, known: Known): Promise<readonly ConfigProblem[]> {
  const found = await Promise.all([secretsNotSaved(look, known), programs(look, known)]);
  return [...appsNotWatched(look, known), ...found.flat()];
}

function appsNotWatched(look: SettingsLook, { state, apps, elsewhere }: Known): readonly ConfigProblem[] {
  if (!state || elsewhere === null) return [];
  const all = [...apps, ...elsewhere];
  return unwatchedApps(look, all).map((name) => {
    const near = closest(
      name,
      all.flatMap(({ org, app }) => [app, `${org}/${app}`]),
    );
    const problem = `no watched app is called ${plainText(name, 80)}${near === null ? '' : `: did you mean ${plainText(near, 80)}?`}`;
    const word = keyWord(['apps', name]);
    return warning(look, ['apps', name], problem, `Run \`keyturn config unset ${word}\`, or watch the app.`);
  });
}

/** The practice org has secrets of its own, so only a real state knows what is missing. */
async function secretsNotSaved(look: SettingsLook, { state, composition }: Known): Promise<readonly ConfigProblem[]> {
  if (composition.isPractice) return [];
  const saved = state ? await state.channelSecrets.list() : [];
  return channelParts(look, (_, value) => typeof value === 'string' && value.startsWith('secret:')).flatMap(
    ({ path, value }) => {
      const name = value.slice('secret:'.length);
      if (saved.some((one) => one.name === name)) return [];
      const problem = `the secret ${plainText(name, 63)} isn't saved yet`;
      return [warning(look, path, problem, `Run \`keyturn secret set ${plainText(name, 63)}\`.`)];
    },
  );
}

async function programs(look: SettingsLook, { composition }: Known): Promise<readonly ConfigProblem[]> {
  const found = channelParts(look, (key) => key === 'program');
  if (found.length === 0) return [];
  const deliveries = await composition.deliveries();
  const all = await Promise.all(
    found.map(async ({ path, value }) => {
      const problem = await deliveries.inspect({ kind: 'exec', name: value });
      if (problem === null) return [];
      const cure = 'Fix the program or its permissions. keyturn runs it only if nobody but you or root can change it.';
      return [warning(look, path, `keyturn can't run ${plainText(value, 200)}: ${problem}`, cure)];
    }),
  );
  return all.flat();
}

function channelParts({ value }: SettingsLook, isWanted: (key: string, value: unknown) => boolean) {
  const channels = isRecord(value.channels) ? value.channels : {};
  return Object.entries(channels).flatMap(([name, channel]) =>
    Object.entries(isRecord(channel) ? channel : {}).flatMap(([key, part]) =>
      isWanted(key, part) ? [{ path: ['channels', name, key], value: String(part) }] : [],
    ),
  );
}

function warning(look: SettingsLook, path: readonly string[], problem: string, cure: string): ConfigProblem {
  return { severity: 'warning', key: path.join('.'), line: look.lineOf(path), problem, cure };
}
