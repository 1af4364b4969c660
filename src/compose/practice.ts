import { outsideError } from '../core/plain/outside-text.ts';
import { isKeyturnError, reason } from '../core/reasons/errors.ts';
import { practiceOrgWords } from '../core/words/practice-org.ts';
import type { ActBody, PracticeOrgOptions, RunningPracticeOrg } from '../practice-org/start.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface Named {
  /** Of a further practice org; null for the one that keyturn uses. */
  readonly name: string | null;
}

/** The practice org of this computer. Joins the running one or starts it. @throws PracticeOrgFailed */
export async function openPractice(
  env: Environment,
  {
    waits,
    onUnsaved,
  }: { readonly waits?: ((longestMs: number) => void) | undefined; readonly onUnsaved?: () => void } = {},
): Promise<RunningPracticeOrg> {
  const { openPracticeOrg } = await import('../practice-org/start.ts');
  const place = { ...(await practicePlace(env)), ...(onUnsaved ? { onUnsaved } : {}) };
  const running = await openPracticeOrg(place, waits).catch(practiceFailed);
  const { certificatePath } = running;
  // Node reads this variable only at its start.
  if (certificatePath !== null && process.env.NODE_EXTRA_CA_CERTS !== certificatePath) {
    const { trust, untrusted } = practiceOrgWords;
    throw reason('PracticeOrgFailed', { problem: untrusted, cure: trust(certificatePath) });
  }
  return running;
}

/** The same for a command, with notices about its file. */
export async function openPracticeTelling(env: Environment, notices: string[], waits?: (longestMs: number) => void) {
  const { unsaved, lost, setAside } = practiceOrgWords;
  const org = await openPractice(env, { waits, onUnsaved: () => void notices.push(unsaved) });
  if (org.setAside) notices.push(setAside(org.setAside));
  const close = async () => {
    await org.close();
    const others = notices.filter((notice) => notice !== unsaved);
    notices.splice(0, notices.length, ...others, ...(org.isUnsaved() ? [lost] : []));
  };
  return { org, close };
}

/** Runs the practice org for `sf`, curl and other tools. @throws PracticeOrgFailed, PracticeOrgRunning */
export async function runPracticeOrg(
  env: Environment,
  { name, ...options }: Pick<PracticeOrgOptions, 'port' | 'scenario' | 'tls' | 'knobs' | 'onUnsaved'> & Named,
): Promise<RunningPracticeOrg> {
  const { startPracticeOrg } = await import('../practice-org/start.ts');
  return startPracticeOrg({ ...(await practicePlace(env, name)), ...options }).catch(practiceFailed);
}

/**
 * The knob values in a file that a person names.
 * @returns what is wrong with the file, if it has none
 * @throws FileUnreadable
 */
export async function knobsLike(path: string) {
  const [{ readText }, { readAnswersLike }] = await Promise.all([
    import('../core/adapters/files.ts'),
    import('../practice-org/start.ts'),
  ]);
  return readAnswersLike(await readText(path));
}

/**
 * Does in the practice org what somebody else could do there.
 * @returns what it did, or the reason why it isn't possible; and whether that is lost now
 */
export async function actInPractice(env: Environment, body: ActBody) {
  const running = await openPractice(env);
  try {
    const { performAct } = await import('../practice-org/start.ts');
    const result = await performAct(running, body).catch(practiceFailed);
    await running.close();
    return { result, isLost: running.isUnsaved() };
  } finally {
    await running.close();
  }
}

/**
 * Replaces the practice org with a new one and deletes what keyturn stored about it.
 * @returns paths of files that aren't keyturn's, which stay
 * @throws AnotherAtWork, PracticeOrgFailed, PracticeOrgRunning
 */
export async function resetPractice(env: Environment, scenario: string | undefined): Promise<readonly string[]> {
  const [{ resetPracticeOrg }, { practiceWatch, refuseWorkIn }, { removeOwn }, { basename, dirname, join }] =
    await Promise.all([
      import('../practice-org/start.ts'),
      import('./own-folder.ts'),
      import('../core/adapters/home-removal.ts'),
      import('node:path'),
    ]);
  const place = await practicePlace(env);
  const watched = practiceWatch(dirname(place.folder));
  await refuseWorkIn(watched);
  await resetPracticeOrg({ ...place, ...(scenario ? { scenario } : {}) }).catch(practiceFailed);
  const [home, name] = [dirname(watched), basename(watched)];
  return removeOwn(home, name).map((path) => join(home, path));
}

/** Replaces a further practice org with a new one. keyturn stores nothing about it. @throws PracticeOrgFailed, PracticeOrgRunning */
export async function resetFurther(env: Environment, name: string, scenario: string | undefined): Promise<void> {
  const { resetPracticeOrg } = await import('../practice-org/start.ts');
  const place = await practicePlace(env, name);
  await resetPracticeOrg({ ...place, ...(scenario ? { scenario } : {}) }).catch(practiceFailed);
}

async function practicePlace(env: Environment, name: string | null = null) {
  const [{ keyturnHome, practiceOrgFolder }, { systemClock }] = await Promise.all([
    import('../core/adapters/home.ts'),
    import('../core/adapters/system-clock.ts'),
  ]);
  return { folder: practiceOrgFolder(keyturnHome(env), name), now: systemClock().now() };
}

async function practiceFailed(error: unknown): Promise<never> {
  if (isKeyturnError(error)) throw error;
  const { PracticeOrgHeld } = await import('../practice-org/start.ts');
  if (error instanceof PracticeOrgHeld) throw reason('PracticeOrgRunning', { pid: error.pid }, { cause: error });
  const { isUnwritable } = await import('../practice-org/start.ts');
  const { fileProblem, systemCode } = await import('../core/adapters/file-problem.ts');
  const cause = error instanceof Error ? error.cause : undefined;
  const isNoFolder = noFolder.has(systemCode(cause) ?? '');
  if (!isNoFolder && !isUnwritable(cause))
    throw reason('PracticeOrgFailed', { problem: outsideError(error) }, { cause: error });
  const cure = isNoFolder ? practiceOrgWords.needsFolder : practiceOrgWords.needsDisk;
  throw reason(
    'PracticeOrgFailed',
    { problem: practiceOrgWords.unwritable(fileProblem(cause)), cure },
    { cause: error },
  );
}

/** The home can't be a folder: its path has a file, or a link that leads nowhere. */
const noFolder: ReadonlySet<string> = new Set(['ENOTDIR', 'ENOENT', 'EEXIST']);
