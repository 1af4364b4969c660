import { foreseeDecommission, resumeDecommission } from '../../core/decommission/decommission.ts';
import type { DecommissionEnd } from '../../core/decommission/ports.ts';
import { appsCalled, findWatched } from '../../core/model/find-watched.ts';
import type { Plan } from '../../core/model/operation-plan.ts';
import { freezeStop } from '../../core/model/shared-freeze.ts';
import type { UnfinishedSetup } from '../../core/model/unfinished-setup.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { resumeRotation } from '../../core/operate/operate.ts';
import { isKeyturnError, type KeyturnError, reason } from '../../core/reasons/errors.ts';
import { unfinishedSetupLine } from '../../core/reasons/setup-words.ts';
import { setupsCalled, unfinishedSetups } from '../../core/status/unfinished-setups.ts';
import { decommissionSections, decommissionTitle } from '../../core/words/decommission-plan.ts';
import { dryRunWords, resumeWords } from '../../core/words/dry-run.ts';
import { createAgree } from '../agree.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import { decommissionDocument, decommissionSummary } from '../decommission-document.ts';
import { type AppForeseen, dryRunLines, endDryRun } from '../dry-run.ts';
import { type Operating, openOperating } from '../operating.ts';
import { noRotation, rotationDocument, rotationSummary } from '../rotation-document.ts';

/** `keyturn resume [app]`: continues interrupted runs, with the consent given at their start. */
export const resume: RunCommand<'resume'> = async (context, call) => {
  const name = call.app;
  const operating = await openOperating(context, call, { usesOnlyStore: true });
  const setups = await unfinishedSetups(operating.ports.state);
  const setup = name === undefined ? undefined : setupsCalled(setups, name)[0];
  if (setup && appsCalled(operating.watched, setup.app).length === 0) throw reason('SetupUnfinished', setup);
  const chosen = name ? [findWatched(operating.watched, name, context.flags.consumer)] : await interrupted(operating);
  if (call.dryRun) return foreseeAll(context, operating, { chosen, setups: name === undefined ? setups : [] });
  const ends: Resumed[] = [];
  const ended: DecommissionEnd[] = [];
  const resumeApp = async (watched: WatchedApp): Promise<void> => {
    if (watched.decommission) {
      const end = await resumeDecommission(await operating.endingPorts(watched), operating.requestOf(watched));
      if (end) ended.push(end);
      return;
    }
    const end = await resumeOne(context, operating, watched);
    if (end) ends.push(end);
  };
  const failures = await unlessHeld(chosen, operating, resumeApp);
  // A setup asks questions that only its own command can.
  if (name === undefined) failures.push(...setups.map((each) => reason('SetupUnfinished', each)));
  return tell(context, name !== undefined, { ends, ended, failures });
};

/**
 * Resumes the apps. Those that got no token because of the freeze of another app follow once that app has unfrozen the user.
 * @returns why the others stopped
 */
async function unlessHeld(
  chosen: readonly WatchedApp[],
  { ports: { state } }: Operating,
  resumeApp: (watched: WatchedApp) => Promise<void>,
): Promise<KeyturnError[]> {
  const failures = new Map<WatchedApp, KeyturnError>();
  const isReleased = async (watched: WatchedApp) => {
    if (failures.get(watched)?.code !== freezeStop) return false;
    const run = await state.rotations.open(watched.orgId, watched.consumerId);
    return run?.stop === null;
  };
  let left = chosen;
  for (let hasFinished = true; hasFinished; ) {
    hasFinished = false;
    for (const watched of left) {
      try {
        await resumeApp(watched);
        failures.delete(watched);
        hasFinished = true;
      } catch (error) {
        failures.set(watched, oneOf(error));
      }
    }
    const released = await Promise.all(chosen.map(isReleased));
    left = chosen.filter((_, index) => released[index]);
  }
  return [...failures.values()];
}

async function foreseeAll(
  context: ContextOf<'resume'>,
  { ports, requestOf, portsFor, endingPorts }: Operating,
  { chosen, setups }: { readonly chosen: readonly WatchedApp[]; readonly setups: readonly UnfinishedSetup[] },
): Promise<number> {
  const { foreseeResume } = await import('../../core/operate/foresee-resume.ts');
  const foresee = async (watched: WatchedApp): Promise<AppForeseen | null> => {
    if (watched.decommission) {
      const request = { ...requestOf(watched), ...watched.decommission };
      const plan = await foreseeDecommission(await endingPorts(watched), request);
      const sections = decommissionSections(plan, ports.clock.now());
      return { watched, title: decommissionTitle(plan), sections, unknown: [], needs: [] };
    }
    const left = await foreseeResume(portsFor(watched), requestOf(watched));
    if (!left) return null;
    const { emergency } = left.rotation;
    const words = emergency
      ? await (await import('../emergency/dry-run.ts')).emergencyLeft(portsFor(watched), requestOf(watched), emergency)
      : resumeWords(left.rotation, left.watched, left);
    return { watched, ...words };
  };
  const plans: AppForeseen[] = [];
  const failures: KeyturnError[] = [];
  for (const watched of chosen) {
    try {
      const plan = await foresee(watched);
      if (plan) plans.push(plan);
    } catch (error) {
      failures.push(oneOf(error));
    }
  }
  const [failure, ...others] = failures;
  if (failure) {
    for (const line of dryRunLines(plans)) context.output.note(line);
    for (const other of others) context.output.warn(otherFailure(other));
    throw failure;
  }
  const [setup] = setups;
  if (setup && plans.length === 0) throw reason('SetupUnfinished', setup);
  for (const each of setups) context.output.warn(unfinishedSetupLine(each));
  return endDryRun(context.output, plans, dryRunWords.nothingToContinue);
}

/** A run that stops doesn't stop the others. @throws anything that isn't about this run alone */
function oneOf(error: unknown): KeyturnError {
  if (!isKeyturnError(error) || error.exitCode === 130) throw error;
  return error;
}

function otherFailure({ message, code }: KeyturnError): string {
  return `${message} (${code})`;
}

type Resumed = NonNullable<Awaited<ReturnType<typeof resumeOne>>>;

async function interrupted({ ports, watched }: Operating): Promise<readonly WatchedApp[]> {
  const open = await ports.state.rotations.unfinished();
  const keys = new Set(open.map(({ orgId, consumerId }) => `${orgId} ${consumerId}`));
  return watched.filter(
    ({ orgId, consumerId, decommission }) => decommission !== undefined || keys.has(`${orgId} ${consumerId}`),
  );
}

async function resumeOne(
  context: ContextOf<'resume'>,
  { portsFor, requestOf, storeOf, ports }: Operating,
  watched: WatchedApp,
) {
  const agree = createAgree(context, {}, ports.clock);
  const goesWithout = async (plan: Plan) => {
    if (!context.canAsk) return context.flags.yes === true;
    await agree(plan);
    return true;
  };
  const end = await resumeRotation(portsFor(watched), { ...requestOf(watched), goesWithout });
  if (end === null) return null;
  return { document: await rotationDocument(end, ports.state, await storeOf(end.watched)), text: rotationSummary(end) };
}

interface Ends {
  readonly ends: readonly Resumed[];
  readonly ended: readonly DecommissionEnd[];
  readonly failures: readonly KeyturnError[];
}

function tell({ output }: ContextOf<'resume'>, isNamed: boolean, { ends, ended, failures }: Ends): number {
  const [failure, ...others] = failures;
  const text = [...ends.flatMap((end) => end.text), ...ended.flatMap(decommissionSummary)];
  if (failure) {
    for (const line of text) output.note(line);
    for (const other of others) output.warn(otherFailure(other));
    throw failure;
  }
  const result = {
    ...(ends[0]?.document ?? noRotation),
    ...(isNamed ? {} : { runs: ends.map((end) => end.document) }),
    ...(ended.length > 0 ? { decommissions: ended.map((end) => decommissionDocument(end)) } : {}),
  };
  output.succeed(result, text.length > 0 ? text : [dryRunWords.nothingToContinue]);
  return 0;
}
