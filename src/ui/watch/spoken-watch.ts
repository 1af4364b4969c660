import { type AppStatus, dueIn, wasDue } from '../../core/model/app-status.ts';
import { relativeTime } from '../../core/plain/duration.ts';
import { linesOf, plainText, shortKey } from '../../core/plain/text.ts';
import { capital } from '../../core/words/acts.ts';
import { stateWords } from '../../core/words/app-state.ts';
import { daemonWords, failingDaemonWords, nextCheckWords } from '../../core/words/daemon.ts';
import { planSections, planTitle } from '../../core/words/operation-plan.ts';
import { sectionsText } from '../../core/words/plan-text.ts';
import { errorLines } from '../kit/error-lines.ts';
import { textOfLine } from '../kit/line.ts';
import { stepText } from '../kit/progress.ts';
import { detailsLines } from './details-lines.ts';
import { currentQuestion, type FormView, filledIn } from './form.ts';
import { keyOf } from './watch-list.ts';
import { watchTitle } from './watch-list-lines.ts';
import type { Picking, RunView, WatchView } from './watch-view.ts';

/** Lines for the ear aren't wrapped. */
const unbroken = 10_000;

/** The whole list: numbers to type, what needs attention, and the daemon. */
export function spokenList(view: WatchView): readonly string[] {
  const { rows, daemon, settingsProblem, cautions, unfinishedSetups, now, readProblem } = view;
  if (rows === null) return readProblem === null ? [] : spokenError(readProblem);
  return linesOf(
    `keyturn watch: ${watchTitle(rows, unbroken)}.`,
    rows.map((row, at) => `${at + 1}. ${spokenRow(row, now, rows)}`),
    spokenDaemon(daemon, now),
    settingsProblem,
    cautions,
    unfinishedSetups,
  );
}

function spokenRow(row: AppStatus, now: number, rows: readonly AppStatus[]): string {
  const { watched, ageDays, attention } = row;
  const age = ageDays === null ? 'age unknown' : `${ageDays} days old`;
  const due = `${wasDue(row, now) ? 'was due' : 'due'} ${dueIn(row, now)}`;
  const isTwin = rows.some(({ watched: { orgId, app, consumerId } }) => {
    return orgId === watched.orgId && app === watched.app && consumerId !== watched.consumerId;
  });
  const key = isTwin ? ` (${shortKey(watched.consumerKey)})` : '';
  const name = `${nameOf(row)}${key} in ${plainText(watched.org)}`;
  return `${name}: ${stateWords(row, now)}, ${age}, ${due}.${attention === null ? '' : ` ${capital(plainText(attention, 600))}`}`;
}

function nameOf({ watched }: AppStatus): string {
  return plainText(watched.label || watched.app, 60);
}

function spokenDaemon(daemon: WatchView['daemon'], now: number): string | null {
  if (daemon === null) return null;
  const failing = failingDaemonWords(daemon, now);
  if (failing !== null) return daemon.running ? failing : `${daemonWords.offBriefly} ${failing}`;
  if (!daemon.running) return daemonWords.offBriefly;
  return daemonWords.running(daemon.nextTickAt === null ? null : nextCheckWords(daemon.nextTickAt, now));
}

/** Everything about an app. */
export function spokenDetails(row: AppStatus, { history, now }: WatchView): readonly string[] {
  return detailsLines({ row, history, now, width: unbroken })
    .map((line) => textOfLine(line).replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

/** What is new since the view before, in sentences. */
export function spokenChanges(before: WatchView, after: WatchView): readonly string[] {
  if (before.rows === null && after.rows !== null) return spokenList(after);
  const said = after.message !== before.message ? after.message : null;
  return linesOf(
    changedRows(before, after),
    changedDaemon(before, after),
    after.settingsProblem !== before.settingsProblem && after.settingsProblem,
    after.cautions.filter((caution) => !before.cautions.includes(caution)),
    after.unfinishedSetups !== before.unfinishedSetups && after.unfinishedSetups,
    after.readProblem !== before.readProblem && after.readProblem !== null && spokenError(after.readProblem),
    said,
    after.picking && after.picking.title !== before.picking?.title && spokenPicking(after.picking),
    isFormAsked(before, after) && after.form && spokenForm(after.form),
    after.run && spokenRun(isSameRun(before.run, after.run) ? before.run : null, after.run, after.now),
  );
}

function changedRows({ rows }: WatchView, { rows: now, now: at }: WatchView): readonly string[] {
  if (rows === now) return [];
  const known = new Map((rows ?? []).map((row) => [keyOf(row), row]));
  const left = new Set(known.keys());
  const changed = (now ?? []).flatMap((row) => {
    const old = known.get(keyOf(row));
    left.delete(keyOf(row));
    if (!old) return [`Now watched: ${spokenRow(row, at, now ?? [])}`];
    const isSame = old.attention === row.attention && stateWords(old, at) === stateWords(row, at);
    return isSame ? [] : [`Changed: ${spokenRow(row, at, now ?? [])}`];
  });
  return [...changed, ...[...left].map((key) => `No longer watched: ${nameOf(known.get(key) as AppStatus)}.`)];
}

function changedDaemon(before: WatchView, after: WatchView): string | null {
  const stateOf = ({ daemon }: WatchView) => daemon && `${daemon.running} ${daemon.isFailing}`;
  return stateOf(before) === stateOf(after) ? null : spokenDaemon(after.daemon, after.now);
}

/** A question of a form, also when the action after it failed and the form is still open. */
function isFormAsked(before: WatchView, { form, run, picking }: WatchView): boolean {
  return form !== null && run === null && picking === null && (form !== before.form || before.run !== null);
}

function spokenForm(form: FormView): readonly string[] {
  const question = currentQuestion(form);
  if (!question) return [];
  const { title, notes = [] } = question;
  const usual = filledIn(form, question);
  const choices = question.kind === 'choose' ? question.choices : [];
  const chosen = choices.find(({ value }) => value === usual) ?? choices[0];
  const needsAnswer = question.kind === 'text' && usual === '' && question.check('') !== null;
  return linesOf(
    form.problem,
    title,
    notes,
    choices.map(({ label, notes: reasons }, at) => [`${at + 1}. ${label}`, ...reasons].join(', ')),
    needsAnswer
      ? 'Type your answer, or "back".'
      : spokenWays(chosen?.label ?? usual, chosen ? 'a number' : 'your answer'),
  );
}

function spokenWays(enter: string, other: string): string {
  return `${enter === '' ? 'Press Enter to leave it empty' : `Press Enter for ${enter}`}. Or type ${other}, or "back".`;
}

function spokenPicking({ title, notes, choices }: Picking): readonly string[] {
  const numbers = choices.map(({ label, note }, at) => `${at + 1}. ${label}${note === undefined ? '' : `, ${note}`}`);
  return [title, ...notes, ...numbers, 'Type a number, or 0 to go back.'];
}

/** The clock of a run restarts when the person agrees. */
function isSameRun(before: RunView | null, { title }: RunView): boolean {
  return before !== null && before.title === title && before.ending === null;
}

function spokenRun(before: RunView | null, run: RunView, now: number): readonly string[] {
  const { title, steps, doing, waiting, asking, ending } = run;
  return linesOf(
    before === null && `${title}.`,
    steps
      .slice(before?.steps.length ?? 0)
      .map((step) => `${step.kind === 'done' ? 'Done' : 'Caution'}: ${stepText(step)}`),
    doing !== null && doing.what !== before?.doing?.what && `${doing.what}…`,
    waiting !== null &&
      waiting.until !== before?.waiting?.until &&
      `${waiting.why}. Retrying ${relativeTime(waiting.until, now)}.`,
    asking !== null && asking.number !== before?.asking?.number && spokenAsking(asking, now),
    ending !== null && before?.ending !== ending && spokenEnding(ending),
  );
}

function spokenAsking(asking: NonNullable<RunView['asking']>, now: number): readonly string[] {
  if (asking.kind === 'passphrase') return [];
  const { plan, kind } = asking;
  const text = sectionsText(planSections(plan, now)).filter((line) => line !== '');
  switch (kind) {
    case 'plan':
      return [planTitle(plan), ...text, 'Continue with this plan? Type y to continue. Anything else cancels.'];
    case 'other-flows':
      return ['Also change the credentials for the other flows? Type y to change them. Anything else cancels.'];
    case 'name':
      return [planTitle(plan), ...text, `Type ${plainText(plan.watched.app)} to continue. Anything else cancels.`];
  }
}

function spokenEnding(ending: NonNullable<RunView['ending']>): readonly string[] {
  if (ending.kind === 'failed') return spokenError(ending.error);
  return ending.kind === 'done' ? ending.lines.map((line) => line.trim()) : [];
}

function spokenError(error: unknown): readonly string[] {
  return errorLines(error, unbroken).map(
    (line, at) =>
      `${at === 0 ? 'Failed: ' : ''}${textOfLine(line)
        .trim()
        .replace(/^[✖•] /, '')}`,
  );
}
