import type { SettingsLook } from '../core/model/setting.ts';
import type { SettingsFault } from '../core/model/settings-fault.ts';
import { relativeTime } from '../core/plain/duration.ts';
import { valueAt } from '../core/plain/json.ts';
import { countOf, plainText } from '../core/plain/text.ts';
import { readDaemon } from '../core/status/read-daemon.ts';
import type { Known } from './config-problems.ts';

interface Changed {
  readonly path: readonly string[];
  /** The file before the change. */
  readonly before: SettingsLook;
  readonly look: SettingsLook;
  /** What is still wrong with the file. */
  readonly fault: SettingsFault | null;
  readonly known: Known;
  readonly isSet: boolean;
}

/** When a changed setting applies, and what it lets keyturn do. */
export async function effectsOf(changed: Changed): Promise<readonly string[]> {
  const { before, fault, path } = changed;
  // Nothing of a file with this error applies.
  if (fault?.concerns === 'policy')
    return ['It applies once you have fixed the file. `keyturn config check` shows how.'];
  const isFixed = before.problems.length > 0 && fault === null;
  const fixed = isFixed ? ['The settings file has no errors now.'] : [];
  const wasUnknown = before.problems.some((one) => one.kind === 'unknown' && startsWith(path, one.path));
  // It never had an effect.
  if (wasUnknown) return isFixed ? [...fixed, ...(await timing(changed))] : [];
  return [...fixed, ...dangers(changed), ...reach(changed), ...(await timing(changed))];
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((name, index) => name === path[index]);
}

/** Settings that make keyturn run a program, or act without a person. */
function dangers({ path, look, isSet }: Changed): readonly string[] {
  if (!isSet) return [];
  const [top, name = ''] = path;
  const channel = top === 'channels' ? valueAt(look.value, ['channels', name]) : undefined;
  const isProgram =
    valueAt(channel, ['type']) === 'command' && (path.length === 2 || path[2] === 'program' || path[2] === 'type');
  const program = isProgram ? valueAt(channel, ['program']) : undefined;
  const automation = top === 'window' ? undefined : valueAt(look.value, path);
  const rotates =
    path.at(-1) === 'automation' ? automation === 'rotate' : valueAt(automation, ['automation']) === 'rotate';
  return [
    ...(typeof program === 'string'
      ? [`▲ keyturn runs ${plainText(program, 200)} for every notice of this channel, with your permissions.`]
      : []),
    ...(rotates
      ? ['▲ The daemon may now replace credentials without asking, if every delivery goes to a file or program.']
      : []),
  ];
}

function reach({ path, known: { apps, env }, isSet }: Changed): readonly string[] {
  const [top] = path;
  if (top === 'defaults' || top === 'orgs') {
    const kept =
      apps.length === 0
        ? ''
        : ` ${countOf(apps.length, 'watched app')} keep${apps.length === 1 ? 's' : ''} the policy chosen for ${apps.length === 1 ? 'it' : 'them'}.`;
    return [`It applies to apps that you start watching from now on.${kept}`];
  }
  if (top !== 'store') return [];
  if (env.KEYTURN_STORE) return ['KEYTURN_STORE is set and overrides it.'];
  return isSet ? ['It applies to new secrets. `keyturn store move` moves those that are already saved.'] : [];
}

/** The daemon reads the file whenever it works. */
async function timing({ known: { state, composition } }: Changed): Promise<readonly string[]> {
  const daemon = state && (await readDaemon(state));
  if (!daemon?.running) return ['Commands use it from now on.'];
  const { nextTickAt } = daemon;
  const now = (await composition.clock()).now();
  const when =
    nextTickAt === null || nextTickAt <= now
      ? 'at its next check'
      : `at its next check, ${relativeTime(nextTickAt, now)}`;
  return [`Commands use it from now on, and the running daemon ${when}. To check now, run \`keyturn daemon --once\`.`];
}
