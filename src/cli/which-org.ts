import { appsCalled } from '../core/model/find-watched.ts';
import type { Abandoned } from '../core/model/left-off.ts';
import { type KeyturnError, reason } from '../core/reasons/errors.ts';
import { stillOffLines } from '../core/words/still-off.ts';
import { watchedElsewhere } from '../core/words/watched-elsewhere.ts';
import type { CommandName } from './commands.ts';
import { commands } from './commands.ts';
import type { Environment } from './context.ts';
import type { Inputs } from './inputs.ts';

/** The name of the practice org in front of an app. */
const inPractice = /^practice\//;

/** The app that a call names; null if the command takes none. */
export function appNamed(name: CommandName, args: readonly string[]): string | null {
  const inputs: Inputs = commands[name].inputs;
  const at = Object.entries(inputs)
    .filter(([, { isArgument }]) => isArgument)
    .findIndex(([key]) => key === 'app');
  return args[at] ?? null;
}

/**
 * Whether `practice/Billing_Sync` was typed, as notices name an app of the practice org. An org that has had the alias
 * `practice` since before that was refused keeps it.
 */
export async function namesPracticeOrg(
  app: string,
  { isGiven, env }: { readonly isGiven: boolean; readonly env: Environment },
): Promise<boolean> {
  if (!inPractice.test(app)) return false;
  if (isGiven) return true;
  const { watchedIn } = await import('../compose/watched-in.ts');
  return !(await watchedIn(env, false)).some(({ org }) => org === 'practice');
}

/** The app without the practice org in front of it. */
export function withoutOrg(app: string): string {
  return app.replace(inPractice, '');
}

/**
 * AppNotWatched with a hint if the app is watched on the other side, in the practice org or in a real one, and with what an
 * abandoned emergency left off.
 */
export async function withHint(
  error: KeyturnError,
  { app, isPractice, env }: { readonly app: string; readonly isPractice: boolean; readonly env: Environment },
): Promise<KeyturnError> {
  const { leftOffIn, watchedIn } = await import('../compose/watched-in.ts');
  const name = withoutOrg(app);
  // Only a hint: a state that can't be read isn't the problem of this call.
  const [others, left] = await Promise.all([
    watchedIn(env, !isPractice).catch(() => []),
    leftOffIn(env, isPractice).catch(() => []),
  ]);
  const found = left.find(({ run }) => run.app.toLowerCase() === name.toLowerCase());
  const known = found ? withLeftOff(error, found) : error;
  return appsCalled(others, name).length === 0 ? known : known.withAction(watchedElsewhere(!isPractice));
}

function withLeftOff(error: KeyturnError, { run, frozenFor }: Abandoned): KeyturnError {
  const [off = '', turnOn = '', ...more] = stillOffLines({ app: run.app, executionUser: null }, run, frozenFor);
  return error.withSafe([error.safe, off, ...more].join(' ')).withAction(turnOn);
}

/** @throws AnswerInvalid for a real org with the alias `practice`, which is the practice org's name everywhere else */
export function refusePracticeAlias(org: string, isPractice: boolean): void {
  if (isPractice || org !== 'practice') return;
  throw reason('AnswerInvalid', { flag: '--target-org', answer: org, problem: practiceAliasProblem });
}

const practiceAliasProblem =
  'keyturn uses that name for the practice org. Use the username or another alias, or add --practice';
