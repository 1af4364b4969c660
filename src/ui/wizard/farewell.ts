import { countOf, linesOf, plainText } from '../../core/plain/text.ts';
import { isKeyturnError } from '../../core/reasons/errors.ts';
import type { SetupResult } from '../../core/setup/result.ts';
import type { OrgTouch } from '../../core/setup/setup-events.ts';
import { wrap } from '../kit/line.ts';
import { touchSentence } from '../kit/words.ts';
import type { WizardOutcome } from './outcome.ts';
import type { WizardView } from './wizard-view.ts';

/** Longer rows are hard to read. */
const widest = 100;

interface Scene extends Pick<WizardView, 'warnings'> {
  readonly isPractice: boolean;
  /** Width of the terminal; 80 when it isn't known. */
  readonly columns?: number | undefined;
}

/** The practice org may have been named at the start or chosen on the way. */
export function sceneOf(view: WizardView, isPractice: boolean, { columns }: { readonly columns?: number }): Scene {
  return { warnings: view.warnings, isPractice: isPractice || view.isPractice, columns };
}

/** What stays on the normal screen: what happened, the proof, whether the integration is safe, what to do next. */
export function farewell(outcome: WizardOutcome, scene: Scene): string {
  const width = Math.min(scene.columns ?? 80, widest);
  const rows = rowsOf(outcome, scene).flatMap((row) => hanging(row, width));
  return `\n${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}

/** What stands before the text is as wide as the indentation of the rows that follow. */
function hanging(row: string, width: number): readonly string[] {
  const [head = ''] = /^(?: {2}[\w ]{13} (?=\S)| {2}[•▲] | {2})?/.exec(row) ?? [];
  const indent = ' '.repeat(head.length);
  return wrap(row.slice(head.length), width - head.length).map((text, at) => (at === 0 ? head : indent) + text);
}

function rowsOf(outcome: WizardOutcome, { warnings, isPractice }: Scene): readonly string[] {
  const step = (command: string, does: string) => `  • keyturn ${command}${isPractice ? ' --practice' : ''} ${does}`;
  const reopen = step('setup', 'opens it again.');
  switch (outcome.kind) {
    case 'finished':
      return finishedRows(outcome.result, step);
    case 'failed':
      return [...failedRows(outcome.error, outcome.touch, reopen), ...warningRows(warnings)];
    case 'left':
      return [...leftRows(outcome.touch), reopen, ...warningRows(warnings)];
  }
}

type NextStep = (command: string, does: string) => string;

function finishedRows(result: SetupResult, step: NextStep): readonly string[] {
  const app = plainText(result.app.label || result.app.developerName);
  const isDryRun = result.proof === null;
  const headline = isDryRun
    ? `✔ The plan for ${app} ${isUnchecked(result) ? 'stands; Salesforce can check it once the new user is there' : 'holds'}. Nothing in the org has changed.`
    : `✔ ${app} runs as ${plainText(result.executionUser.username)} in ${plainText(result.org.name)}.`;
  return [
    headline,
    '',
    ...factRows(result),
    ...warningRows(result.warnings),
    '',
    'Next',
    ...nextRows(result, isDryRun, step),
  ];
}

/** Something would change, and no check-only deploy could be run. */
function isUnchecked({ changes, deploy }: SetupResult): boolean {
  return changes.length > 0 && deploy === null;
}

function factRows({ proof, changes, deploy, store, dueAt, project }: SetupResult): readonly string[] {
  const proved = proof && `a token was issued to the app's own pair; it runs as ${plainText(proof.username)}`;
  const deployed = deploy && ` (${deploy.checkOnly ? 'check-only deploy' : 'deploy'} ${plainText(deploy.id)})`;
  const change = changes.length === 0 ? 'nothing had to' : `${countOf(changes.length, 'field')}${deployed ?? ''}`;
  const files = project && `${countOf(project.files.length, 'file')} written; the same in it: `;
  return linesOf(
    proved && fact('Proof', proved),
    fact(proof ? 'Changed' : 'Would change', change),
    changes.some(({ type }) => type === 'ExternalClientApplication')
      ? fact('Created', 'the app, with a consumer key and secret that nobody uses yet')
      : fact('Kept', 'the consumer key and secret are the same; what uses them goes on working'),
    project && fact('Project', `${files}${plainText(project.command, 400)}`),
    store &&
      fact('Pair', `${store.kind === 'keychain' ? 'keychain' : 'encrypted file'}, ${plainText(store.reference)}`),
    dueAt !== null && fact('Due', dayOf(dueAt)),
  );
}

function nextRows({ app }: SetupResult, isDryRun: boolean, step: NextStep): readonly string[] {
  if (isDryRun) return [step('setup', 'without --dry-run does it.')];
  return [
    step(`reveal ${plainText(app.developerName)}`, 'shows the pair, for whoever sets up the integration.'),
    step('status', 'tells how old the secret is and when it is due.'),
  ];
}

function failedRows(error: unknown, touch: OrgTouch, reopen: string): readonly string[] {
  if (!isKeyturnError(error)) {
    const words = error instanceof Error ? plainText(error.message, 500) : 'no reason was given';
    return ['✖ The setup broke off: this is a defect of keyturn.', `  ${words}`, `  ${touchSentence(touch)}`, reopen];
  }
  return linesOf(
    `✖ ${plainText(error.message, 500)}  ${error.code}`,
    `  ${plainText(error.safe, 500)}`,
    touch.kind !== 'untouched' && `  ${touchSentence(touch)}`,
    error.actions.map((action) => `  • ${plainText(action, 500)}`),
  );
}

function leftRows(touch: OrgTouch): readonly string[] {
  switch (touch.kind) {
    case 'untouched':
      return ['Left the setup. Nothing in your org has changed.'];
    case 'changing':
      return [
        'Left the setup while the org is being changed.',
        `  ${touch.what}`,
        '  The deploy goes on in the org, and it is journalled; the next setup of this app looks at what came of it.',
      ];
    default:
      return ['Left the setup.', `  ${touchSentence(touch)}`];
  }
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
