import { resolve } from 'node:path';
import { mustBeConfirmed } from '../../core/acts/confirmed-state.ts';
import type { EmergencyRequest } from '../../core/emergency/emergency-request.ts';
import { type Lane, type LaneEnd, leaveLanes } from '../../core/emergency/respond.ts';
import { isConfirmed, nameToType } from '../../core/operate/consent.ts';
import { clockText } from '../../core/plain/duration.ts';
import { countOf, plainText, sentenceText } from '../../core/plain/text.ts';
import { isStateFault, type KeyturnError, reason } from '../../core/reasons/errors.ts';
import { emergencySections } from '../../core/words/emergency-plan.ts';
import { newsWords, type RotationNews } from '../../core/words/news.ts';
import { sectionsText } from '../../core/words/plan-text.ts';
import { bold, type TextLine } from '../../ui/paint.ts';
import type { ContextOf, RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import { beginConversation, type Conversation, onlyBlocks } from '../emergency/conversation.ts';
import { tellEnds } from '../emergency/ends.ts';
import { appsOf, recordFor } from '../emergency/which-apps.ts';
import {
  callAgain,
  certificateOf,
  checkSince,
  type EmergencyCall,
  knownAddressesOf,
  type OneOrMore,
  type Wishes,
  wishesOf,
} from '../emergency/wishes.ts';
import { type Operating, openOperating } from '../operating.ts';
import { createWaitingLine } from '../waiting-line.ts';
import { wrongCall } from '../wrong-call.ts';

/**
 * Open requests to the org at a time: one for each of a hundred apps. Salesforce's limit counts only requests that run longer
 * than 20 s, and these are short.
 */
const requestsAtOnce = 100;

/** `keyturn emergency <app>`: responds to a leak, for one app or for several in parallel. */
export const emergency: RunCommand<'emergency'> = async (context, call) => {
  const wishes = wishesOf(call);
  // A list that can't be used is named before anything is opened.
  const knownAddresses = await knownAddressesOf(call);
  const waiting = createWaitingLine(context.output);
  const { operating, fault } = await openAnyway(context, call, waiting.say);
  checkSince(wishes, operating.ports.clock.now());
  const { apps, isUnwatched } = await appsOf(context, operating, { call, fault });
  const record = await recordFor(call, apps, operating);
  const [app] = apps;
  if (call.card !== undefined) {
    if (call.dryRun)
      throw wrongCall('emergency', "--card changes nothing in the org, so it can't be used with --dry-run");
    const { writeCard } = await import('../emergency/card.ts');
    return writeCard(context, operating, { app, path: resolve(call.card) });
  }
  if (call.drill && context.flags.practice !== true) {
    if (call.dryRun) return (await import('../emergency/dry-run.ts')).foreseeDrills(context, operating, apps);
    const { runDrills } = await import('../emergency/drill.ts');
    return runDrills(context, operating, apps);
  }
  // A drill is no emergency, although it does the same in the practice org.
  if (call.drill && !call.dryRun) mustBeConfirmed(operating.ports.state);
  const given = {
    ...wishes,
    certificate: await certificateOf(call),
    ...(knownAddresses ? { knownAddresses } : {}),
    record,
    isUnwatched,
  };
  return respond(context, operating, { call, apps, wishes: given, waiting });
};

/** Blocking access needs an org and an app, but not what keyturn knows of them. */
async function openAnyway(
  context: ContextOf<'emergency'>,
  call: EmergencyCall,
  slowAnswer: (deadlineMs: number) => void,
): Promise<{ readonly operating: Operating; readonly fault: KeyturnError | null }> {
  const opening = { requestsAtOnce, usesOnlyStore: true, slowAnswer };
  try {
    return { operating: await openOperating(context, call, opening), fault: null };
  } catch (error) {
    if (call.contain === undefined || !isStateFault(error)) throw error;
    const operating = await openOperating(context, call, { ...opening, stateFault: error });
    return { operating, fault: error };
  }
}

interface Responding {
  readonly call: EmergencyCall;
  readonly apps: OneOrMore;
  readonly waiting: ReturnType<typeof createWaitingLine>;
  readonly wishes: Wishes & Pick<EmergencyRequest, 'certificate' | 'knownAddresses' | 'record' | 'isUnwatched'>;
}

async function respond(
  context: ContextOf<'emergency'>,
  operating: Operating,
  { call, apps, wishes, waiting }: Responding,
): Promise<number> {
  const { all: isAll, drill: isDrill } = call;
  const confirmed = { ...apps[0], app: isAll ? null : apps[0].app };
  const isAsked = !isConfirmed(call.confirm, confirmed) && context.canAsk;
  const requests = apps.map((watched) => ({
    ...operating.requestOf(watched),
    ...wishes,
    // The plan of one app says that its credentials are new, and the person decides.
    mayReplaceAnew: call.again || isDrill || (isAsked && !isAll),
    reportTo: isAll ? null : wishes.reportTo,
    replacesAnew: callAgain(call, context.flags),
  }));
  if (call.dryRun) {
    const { foreseeEmergency } = await import('../emergency/dry-run.ts');
    return foreseeEmergency(context, operating, { requests, confirm: nameToType(confirmed), isDrill });
  }
  const begun = await beginConversation(operating, requests);
  try {
    checkPlanned([...begun.lanes, ...begun.leftAlone]);
    for (const { error } of begun.leftAlone) context.output.note(`✔ ${error?.message}. keyturn changes nothing there.`);
    const talk: Conversation = { ...begun, confirmed, isDrill };
    if (isAsked) {
      waiting.end();
      return await (await import('../emergency/on-screen.ts')).onScreen(context, operating, {
        ...talk,
        isAll,
        reportTo: wishes.reportTo,
      });
    }
    const ends = await inLines(context, talk, call);
    return await tellEnds(context, operating, { ends, isAll, isDrill, reportTo: wishes.reportTo });
  } finally {
    await leaveLanes(begun.lanes);
  }
}

/** Throws if no app can be planned. If some can, the run continues with those. */
function checkPlanned(lanes: readonly Lane[]): void {
  if (lanes.some(({ response }) => response !== null)) return;
  const error = lanes[0]?.error;
  if (error) throw error;
}

/** Prints plan and progress as plain lines on stderr. */
async function inLines(
  { output }: CommandContext,
  talk: Conversation,
  { confirm, all }: EmergencyCall,
): Promise<readonly LaneEnd[]> {
  const { lanes, confirmed, isDrill, now, run } = talk;
  const name = nameToType(confirmed);
  for (const line of planLines(talk)) output.note(line);
  if (confirm === undefined) {
    const leaked = all
      ? `the leaked credentials of ${countOf(lanes.length, 'app')} in ${name}`
      : `the leaked credentials of ${name}`;
    const does = lanes.every(onlyBlocks)
      ? `blocks access to ${all ? countOf(lanes.length, 'app') : name}`
      : `deletes ${leaked}`;
    const what = `This ${isDrill ? 'is a drill that ' : ''}${does}`;
    throw reason('ConfirmationMissing', { what, flag: `\`--confirm ${name}\`` });
  }
  const confirmedAt = now();
  const nameOf = new Map(lanes.map(({ key, watched }) => [key, lanes.length > 1 ? `${plainText(watched.app)}: ` : '']));
  return run(confirmedAt, (lane, news) => {
    if (news.kind === 'ended') return;
    const line = newsLine(news, now() - confirmedAt, nameOf.get(lane) ?? '');
    if (news.kind === 'warning') output.warn(line);
    else output.note(line);
  });
}

function planLines({ lanes, isDrill, now }: Conversation): readonly TextLine[] {
  return lanes.flatMap(({ watched, response, error }) => [
    bold(
      `EMERGENCY${isDrill ? ' DRILL' : ''}  ${plainText(watched.label || watched.app)} in ${plainText(watched.orgName)}`,
      'danger',
    ),
    ...sectionsText(response ? emergencySections(response.plan, now()) : []),
    ...(error ? ['', `✖ ${error.message}`, `  ${error.safe}`] : []),
    '',
  ]);
}

function newsLine(news: RotationNews, ms: number, name: string): string {
  const { what, detail } = newsWords(news);
  const line = `${clockText(ms)}  ${name}${sentenceText(what)}`;
  switch (news.kind) {
    case 'doing':
      return `  ${line}…`;
    case 'done':
      return `✔ ${line}${detail ? `: ${detailOf(detail)}` : ''}`;
    case 'waiting':
      return `  ${line}`;
    case 'warning':
      return line;
  }
}

/** Says of a consumer key alone what it is. */
function detailOf(detail: string): string {
  return `${/^3MVG\w…[\w.]{4}$/.test(detail) ? 'key ' : ''}${plainText(detail, 200)}`;
}
