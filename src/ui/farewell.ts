import { isKeyturnError } from '../core/errors.ts';
import type { OrgTouch } from '../core/setup/events.ts';
import type { SetupResult } from '../core/setup/result.ts';
import { countOf, plainText } from '../core/text.ts';
import { wrap } from './lines/line.ts';
import type { WizardOutcome } from './outcome.ts';
import type { WizardView } from './state/wizard-view.ts';
import { touchSentence } from './words.ts';

/** Longer rows are hard to read. */
const widest = 100;

/** What stays on the normal screen: what happened, the proof, whether the integration is safe, what to do next. */
export function farewell(outcome: WizardOutcome, { warnings }: Pick<WizardView, 'warnings'>, columns = 80): string {
  const width = Math.min(columns, widest);
  const rows = rowsOf(outcome, warnings).flatMap((row) => hanging(row, width));
  return `\n${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}

/** What stands before the text is as wide as the indentation of the rows that follow. */
function hanging(row: string, width: number): readonly string[] {
  const [head = ''] = /^(?: {2}[\w ]{13} (?=\S)| {2}[•▲] | {2})?/.exec(row) ?? [];
  const indent = ' '.repeat(head.length);
  return wrap(row.slice(head.length), width - head.length).map((text, at) => (at === 0 ? head : indent) + text);
}

function rowsOf(outcome: WizardOutcome, warnings: readonly string[]): readonly string[] {
  switch (outcome.kind) {
    case 'finished':
      return finishedRows(outcome.result);
    case 'failed':
      return [...failedRows(outcome.error, outcome.touch), ...warningRows(warnings)];
    case 'left':
      return [...leftRows(outcome.touch), ...warningRows(warnings)];
  }
}

function finishedRows(result: SetupResult): readonly string[] {
  const app = plainText(result.app.label || result.app.developerName);
  const isDryRun = result.proof === null;
  const headline = isDryRun
    ? `✔ The plan for ${app} holds. Nothing in the org has changed.`
    : `✔ ${app} runs as ${plainText(result.executionUser.username)} in ${plainText(result.org.name)}.`;
  return [
    headline,
    '',
    ...factRows(result),
    ...warningRows(result.warnings),
    '',
    'Next',
    ...nextRows(result, isDryRun),
  ];
}

function factRows({ proof, changes, deploy, store, dueAt }: SetupResult): readonly string[] {
  const proved = proof && `a token was issued to the app's own pair; it runs as ${plainText(proof.username)}`;
  const deployed = deploy && ` (${deploy.checkOnly ? 'check-only deploy' : 'deploy'} ${plainText(deploy.id)})`;
  const change = changes.length === 0 ? 'nothing had to' : `${countOf(changes.length, 'field')}${deployed ?? ''}`;
  return [
    ...(proved ? [fact('Proof', proved)] : []),
    fact(proof ? 'Changed' : 'Would change', change),
    fact('Kept', 'the consumer key and secret are the same; what uses them goes on working'),
    ...(store
      ? [fact('Pair', `${store.kind === 'keychain' ? 'keychain' : 'encrypted file'}, ${plainText(store.reference)}`)]
      : []),
    ...(dueAt === null ? [] : [fact('Due', dayOf(dueAt))]),
  ];
}

function nextRows({ app }: SetupResult, isDryRun: boolean): readonly string[] {
  if (isDryRun) return ['  • keyturn setup does it, without --dry-run.'];
  return [
    '  • keyturn daemon install watches the age of the secret and reminds you.',
    '  • keyturn opens the watch.',
    `  • keyturn reveal ${plainText(app.developerName)} shows the pair, for whoever sets up the integration.`,
  ];
}

function failedRows(error: unknown, touch: OrgTouch): readonly string[] {
  if (!isKeyturnError(error)) {
    const words = error instanceof Error ? plainText(error.message, 500) : 'no reason was given';
    return [
      '✖ The setup broke off: this is a defect of keyturn.',
      `  ${words}`,
      `  ${touchSentence(touch)}`,
      '  • keyturn setup offers to go on from here.',
    ];
  }
  const isTold = touch.kind === 'untouched';
  return [
    `✖ ${plainText(error.message, 500)}  ${error.code}`,
    `  ${plainText(error.safe, 500)}`,
    ...(isTold ? [] : [`  ${touchSentence(touch)}`]),
    ...error.actions.map((action) => `  • ${plainText(action, 500)}`),
  ];
}

function leftRows(touch: OrgTouch): readonly string[] {
  switch (touch.kind) {
    case 'untouched':
      return ['Left the setup. Nothing in your org has changed.', '  • keyturn setup offers to go on from here.'];
    case 'changing':
      return [
        'Left the setup while the org is being changed.',
        `  ${touch.what}`,
        '  The deploy goes on in the org, and it is journalled.',
        '  • keyturn setup looks at what came of it and goes on from there.',
      ];
    default:
      return ['Left the setup.', `  ${touchSentence(touch)}`, '  • keyturn setup offers to go on from here.'];
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
