import { type Lane, type LaneEnd, leaveLanes } from '../../core/emergency/respond.ts';
import type { PlanSection } from '../../core/model/plan-section.ts';
import { nameToType } from '../../core/operate/consent.ts';
import { reason } from '../../core/reasons/errors.ts';
import { emergencySections } from '../../core/words/emergency-plan.ts';
import type { EmergencyScreen } from '../../ui/emergency/emergency-screen.ts';
import { wantsLines } from '../../ui/wants-lines.ts';
import { type CommandContext, terminalOf } from '../context.ts';
import type { Operating } from '../operating.ts';
import { writeCombined } from './combined.ts';
import { type Conversation, onlyBlocks } from './conversation.ts';
import { whyUnfinished } from './ends.ts';

/**
 * Asks for the name and shows the progress, on a screen or in plain lines. When it resolves, everything has been printed.
 * @returns the exit code
 */
export async function onScreen(
  context: CommandContext,
  { ports }: Pick<Operating, 'ports'>,
  talk: Conversation & { readonly isAll: boolean; readonly reportTo: string | null },
): Promise<number> {
  const { env, flags } = context;
  let ends: readonly LaneEnd[] | null = null;
  let report: string | null = null;
  const run: Conversation['run'] = async (...given) => {
    const all = await talk.run(...given);
    if (talk.isAll) report = await writeCombined(ports, all, talk.reportTo);
    ends = all;
    return all;
  };
  const screen = { ...screenOf({ ...talk, run }, flags.practice === true), report: () => report };
  const io = terminalOf(context);
  const ending = wantsLines({ isScreenReader: flags.screenReader === true, env })
    ? await (await import('../../ui/run-emergency-lines.ts')).runEmergencyLines(screen, io)
    : await (await import('../../ui/run-emergency.tsx')).runEmergencyScreen(screen, io);
  if (ending === 'declined')
    return io.stopping.signal.aborted ? 130 : reason('NotAgreed', { what: nameToType(talk.confirmed) }).exitCode;
  return exitCodeOf(ends);
}

/** The data and actions of the emergency screen. */
export function screenOf({ lanes, confirmed, isDrill, now, run }: Conversation, isPractice: boolean): EmergencyScreen {
  return {
    plans: lanes.map((lane) => ({
      key: lane.key,
      app: lane.watched.app,
      name: lane.watched.label || lane.watched.app,
      org: lane.watched.orgName || lane.watched.org,
      sections: sectionsOf(lane, now()),
      onlyBlocks: onlyBlocks(lane),
      confirmedAt: lane.response?.plan.goesOn?.emergency?.confirmedAt ?? null,
    })),
    ...{ confirmed, isPractice, isDrill, now, run },
    leave: () => leaveLanes(lanes),
  };
}

/** The plan of an app, or why there is none. */
function sectionsOf({ response, error }: Lane, now: number): readonly PlanSection[] {
  if (response) return emergencySections(response.plan, now);
  return [{ tone: 'note', heading: 'Not planned', lines: [error?.message ?? '', error?.safe ?? ''] }];
}

/** 130 when the person left before the end. */
function exitCodeOf(ends: readonly LaneEnd[] | null): number {
  if (ends === null) return 130;
  return whyUnfinished(ends, false)?.exitCode ?? 0;
}
