import { fold } from '../../core/plain/fold.ts';
import { outsideError } from '../../core/plain/outside-text.ts';
import { countOf, linesOf, plainText } from '../../core/plain/text.ts';
import { isKeyturnError, type KeyturnError } from '../../core/reasons/errors.ts';
import { typedCommands } from '../../core/reasons/practice-commands.ts';
import type { SetupResult } from '../../core/setup/result.ts';
import type { OrgTouch } from '../../core/setup/setup-events.ts';
import { createdUserWords } from '../../core/words/setup.ts';
import { untouchedWords } from '../../core/words/untouched.ts';
import { doneWords } from '../../core/words/watch-list.ts';
import { worded } from '../kit/wording.ts';
import { touchSentence } from '../kit/words.ts';
import type { WizardOutcome } from './outcome.ts';
import type { WizardView } from './wizard-view.ts';

/** Longer rows are hard to read. */
const widest = 100;

interface Scene extends Pick<WizardView, 'warnings'>, Partial<Pick<WizardView, 'deployEnd'>> {
  /** Whether everything happened in the practice org. */
  readonly isPractice: boolean;
  /** Width of the terminal; 80 if unknown. */
  readonly columns?: number | undefined;
}

/** @param isPractice whether the setup was started with `--practice`; the view knows if it was chosen later */
export function sceneOf(view: WizardView, isPractice: boolean, { columns }: { readonly columns?: number }): Scene {
  const { warnings, deployEnd } = view;
  return { warnings, deployEnd, isPractice: isPractice || view.isPractice, columns };
}

/** The summary that stays on the normal screen: what happened, whether integrations are safe, what to do next. */
export function farewell(outcome: WizardOutcome, scene: Scene): string {
  const width = Math.min(scene.columns || 80, widest);
  const rows = rowsOf(outcome, scene).flatMap((row) => hanging(row, width));
  return `\n${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}

/** Wraps a row, but no command; the rows after the first are indented to where its text begins. */
function hanging(row: string, width: number): readonly string[] {
  const [head = ''] = /^(?: {2}[\w ]{13} (?=\S)| {2}[•▲] | {2})?/.exec(row) ?? [];
  const indent = ' '.repeat(head.length);
  return fold(worded(row.slice(head.length)), width, { first: head, rest: indent });
}

function rowsOf(outcome: WizardOutcome, { warnings, deployEnd, isPractice }: Scene): readonly string[] {
  const step: NextStep = (command, rest) => `  • Run \`keyturn ${command}${isPractice ? ' --practice' : ''}\` ${rest}`;
  const reopen = step('setup', 'to continue the setup.');
  switch (outcome.kind) {
    case 'finished':
      return finishedRows(outcome.result, step, isPractice);
    case 'failed':
      return isPause(outcome.error)
        ? [...pausedRows(outcome.error, outcome.touch, reopen), ...warningRows(warnings)]
        : [...failedRows(outcome.error, outcome.touch, reopen), ...warningRows(warnings)];
    case 'left':
      return linesOf(
        leftRows(outcome.touch),
        deployEnd && `  ${plainText(deployEnd)}.`,
        continuing(outcome.error) ?? reopen,
        warningRows(warnings),
      );
  }
}

type NextStep = (command: string, rest: string) => string;

function finishedRows(result: SetupResult, step: NextStep, isPractice: boolean): readonly string[] {
  const app = plainText(result.app.label || result.app.developerName);
  const isDryRun = result.proof === null;
  const headline = isDryRun
    ? `✔ ${isUnchecked(result) ? `The plan for ${app} is ready. Salesforce can check it once the new user exists` : `The dry run for ${app} succeeded`}. ${nothingChanged}`
    : `✔ ${doneWords.runsAs(app, plainText(result.executionUser.username), plainText(result.org.name))}`;
  return [
    headline,
    '',
    ...factRows(result),
    ...ageRows(result, isPractice),
    ...warningRows(result.warnings),
    ...driftRows(result, isPractice),
    '',
    'Next',
    ...nextRows(result, { isDryRun, isPractice }, step),
  ];
}

/** Something would change, but there was no check-only deploy. */
function isUnchecked({ changes, deploy }: SetupResult): boolean {
  return changes.length > 0 && deploy === null;
}

function factRows({
  proof,
  createdUser,
  changes,
  deploy,
  store,
  dueAt,
  project,
  isReplaced,
}: SetupResult): readonly string[] {
  const verified =
    proof && `Salesforce issued a token for the app's credentials; it acts as ${plainText(proof.username)}`;
  const deployed = deploy && ` (${deploy.checkOnly ? 'check-only deploy' : 'deploy'} ${plainText(deploy.id)})`;
  const change = changes.length === 0 ? 'nothing' : `${countOf(changes.length, 'field')}${deployed ?? ''}`;
  const files = project && `${countOf(project.files.length, 'file')} written`;
  const command = project?.command
    ? `; to deploy them with the Salesforce CLI: ${plainText(project.command, 400)}`
    : '';
  return linesOf(
    verified && fact('Verified', verified),
    fact(proof ? 'Changed' : 'Would change', change),
    createdUser && fact('User', createdUserWords(createdUser)),
    changes.some(({ type }) => type === 'ExternalClientApplication')
      ? fact('Created', 'the app; nothing uses its consumer key and secret yet')
      : !isReplaced &&
          fact('Kept', 'the consumer key and secret stay the same; integrations that use them keep working'),
    project && fact('Project', `${files}${command}`),
    store &&
      fact('Stored', `${store.kind === 'keychain' ? 'keychain' : 'encrypted file'}, ${plainText(store.reference)}`),
    dueAt !== null && fact('Due', dayOf(dueAt)),
  );
}

function ageRows({ ageNote }: SetupResult, isPractice: boolean): readonly string[] {
  return ageNote === null ? [] : [fact('Age', typedCommands(ageNote, { isPractice }))];
}

/** What others staged must be settled before the first rotation. */
function driftRows({ drift }: SetupResult, isPractice: boolean): readonly string[] {
  const typed = (text: string) => typedCommands(plainText(text, 500), { isPractice });
  return drift.flatMap(({ sentence, cure }) => [`  ▲ ${typed(sentence)}`, `  • ${typed(cure)}`]);
}

function nextRows(
  { app, unwrittenNote }: SetupResult,
  { isDryRun, isPractice }: { readonly isDryRun: boolean; readonly isPractice: boolean },
  step: NextStep,
): readonly string[] {
  if (isDryRun) return [step('setup', 'without --dry-run to apply the plan.')];
  return [
    ...(unwrittenNote === null ? [] : [`  • ${typedCommands(unwrittenNote, { isPractice })}`]),
    step(`reveal ${plainText(app.developerName)}`, 'to show the credentials for the integration.'),
    step('status', 'to see the age of the secret and its due date.'),
  ];
}

function failedRows(error: unknown, touch: OrgTouch, reopen: string): readonly string[] {
  if (!isKeyturnError(error)) {
    return [
      '✖ The setup stopped because of a bug in keyturn.',
      `  ${outsideError(error, 500)}`,
      `  ${truthOf(touch)}`,
      reopen,
    ];
  }
  return linesOf(
    `✖ ${plainText(error.message, 500)}  ${error.code}`,
    `  ${plainText(error.safe, 500)}`,
    touch.kind !== 'untouched' && `  ${touchSentence(touch)}`,
    error.actions.map((action) => `  • ${plainText(action, 500)}`),
    reopen,
  );
}

/** How to continue exactly this setup; null if that isn't known. */
function continuing(error: unknown): readonly string[] | null {
  if (!isKeyturnError(error) || error.code !== 'Interrupted') return null;
  return error.actions.map((action) => `  • ${plainText(action, 2000)}`);
}

function isPause(error: unknown): error is KeyturnError {
  return isKeyturnError(error) && error.code === 'SetupPaused';
}

/** Not a failure: the person must do something first. */
function pausedRows({ message, actions }: KeyturnError, touch: OrgTouch, reopen: string): readonly string[] {
  return [`${message}. ${truthOf(touch)}`, `  • ${plainText(actions[0] ?? '', 500)}`, reopen];
}

function leftRows(touch: OrgTouch): readonly string[] {
  switch (touch.kind) {
    case 'untouched':
      return [`You quit the setup. ${nothingChanged}`];
    case 'changing':
      return [
        'You quit the setup while it was changing the org.',
        `  ${touchSentence(touch)}`,
        '  Salesforce may still finish this change. The audit trail records it, and the next setup of this app checks how it ended.',
      ];
    default:
      return ['You quit the setup.', `  ${touchSentence(touch)}`];
  }
}

const nothingChanged = untouchedWords.thisRun;

function truthOf(touch: OrgTouch): string {
  return touch.kind === 'untouched' ? nothingChanged : touchSentence(touch);
}

function warningRows(warnings: readonly string[]): readonly string[] {
  return warnings.map((warning) => `  ▲ ${plainText(warning, 500)}`);
}

function fact(name: string, text: string): string {
  return `  ${name.padEnd(13)} ${text}`;
}

function dayOf(instant: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(instant);
}
