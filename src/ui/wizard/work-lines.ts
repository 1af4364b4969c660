import { cut, dim, type Line, marked, marks, type StyledText, spaced, toWidth, wrapped } from '../kit/line.ts';
import type { DoingView } from '../kit/progress.ts';
import type { Instant } from '../kit/timer.ts';
import { checkMarks, logInHint, nextTry, shortElapsed, timeTaken } from '../kit/words.ts';
import type { TitledCheck } from './plain.ts';
import type { DeployView, WizardView } from './wizard-view.ts';

/** The running task, while there is no question. */
export function workLines(view: WizardView, instant: Instant, width: number): readonly Line[] {
  const lines = spaced([
    view.doing.slice(-1).map((doing) => doingLine(doing, instant, width)),
    view.checks.flatMap((check) => checkLines(check, width)),
    addressLines(view.signInAddress, width),
    view.deploy ? deployLines(view.deploy, instant, width) : [],
    queueLines(view, width),
    proofLines(view, width),
    waitingLines(view, instant, width),
    warningLines(view.warnings, width),
  ]);
  return lines.length > 0 ? lines : [dim('One moment…')];
}

/** Whether anything on the screen changes with time. */
export function isMoving(view: WizardView): boolean {
  return (
    view.pending === null && (view.doing.length > 0 || view.waiting !== null || view.deploy?.progress.done === false)
  );
}

export function doingLine({ what, since }: DoingView, { at, spinner }: Instant, width: number): Line {
  const time = timeTaken(at - since);
  return [
    { text: `${spinner} `, role: 'accent' },
    { text: cut(`${what}…`, width - 2 - time.length) },
    { text: time, dim: true },
  ];
}

const checkColumn = 19;

export function checkLines(check: TitledCheck, width: number): readonly Line[] {
  const { symbol, role } = checkMarks[check.status];
  const mark = { text: `${symbol} `, role };
  if (check.status === 'failed') {
    return [
      [mark, { text: check.title, bold: true }],
      ...(check.finding ? marked({ text: '  ' }, check.finding, width) : []),
      ...(check.cure ? marked(marks.cure, check.cure, width) : []),
    ];
  }
  const column = Math.min(checkColumn, Math.floor(width / 3));
  const finding = check.status === 'running' ? 'checking…' : (check.finding ?? '');
  return [
    [
      mark,
      { text: toWidth(check.title, column) },
      { text: `  ${cut(finding, width - column - 4)}`, dim: check.status !== 'note' },
    ],
  ];
}

/** The address is broken anywhere, without indentation, so that it can be selected and opened. */
function addressLines(url: string | null, width: number): readonly Line[] {
  if (url === null) return [];
  return [...wrapped(logInHint, width), ...wrapped(url, width, { role: 'accent' })];
}

function deployLines({ progress, since }: DeployView, { at }: Instant, width: number): readonly Line[] {
  const time = progress.done ? '' : ` · ${shortElapsed(at - since)}`;
  const title = progress.checkOnly ? 'Check-only deploy' : 'Deploy';
  const count = `${progress.componentsDone} of ${progress.componentsTotal} components`;
  const failed = new Set(progress.failures.map(({ component, type }) => `${type}:${component}`));
  const taken = progress.components.filter(({ component, type }) => !failed.has(`${type}:${component}`));
  return [
    [{ text: cut(`${title} ${progress.id}`, width), bold: true }],
    dim(cut(`${statusWords[progress.status]} · ${count}${time}`, width)),
    ...taken.map((row) => componentLine(row, progress.checkOnly, width)),
    ...progress.failures.flatMap((row) => [
      rowLine(marks.danger, row, { note: 'refused', width }),
      ...marked({ text: '    ' }, row.problem, width),
    ]),
  ];
}

/** What the org reports about the deploy's state, or about another deploy that blocks it. */
function queueLines({ queued, deploy }: WizardView, width: number): readonly Line[] {
  const text = queued ?? (deploy?.progress.done === false ? deploy.progress.detail : null);
  return text === null ? [] : marked(marks.busy, text, width);
}

export const statusWords: Readonly<Record<DeployView['progress']['status'], string>> = {
  Pending: 'queued',
  InProgress: 'in progress',
  FinalizingDeploy: 'finishing',
  FinalizingDeployFailed: 'finishing failed',
  Succeeded: 'succeeded',
  SucceededPartial: 'partly succeeded',
  Failed: 'failed',
  Canceling: 'being canceled',
  Canceled: 'canceled',
};

type Component = DeployView['progress']['components'][number];

function componentLine(row: Component, checkOnly: boolean, width: number): Line {
  const note = !row.changed ? 'unchanged' : checkOnly ? 'would change' : 'changed';
  return rowLine(marks.good, row, { note, width });
}

function rowLine(
  mark: StyledText,
  { component, type }: Pick<Component, 'component' | 'type'>,
  { note, width }: { readonly note: string; readonly width: number },
): Line {
  const room = width - 4 - note.length;
  return [
    mark,
    { text: toWidth(`${componentWords[type] ?? type}  ${component}`, room) },
    { text: `  ${note}`, ...(mark === marks.danger ? { role: 'danger' } : { dim: true }) },
  ];
}

/** Short names for a row with the component's name. The review shows the full type. */
const componentWords: Readonly<Record<string, string>> = {
  ExternalClientApplication: 'App',
  ExtlClntAppOauthSettings: 'OAuth settings',
  ExtlClntAppGlobalOauthSettings: 'Global OAuth settings',
  ExtlClntAppConfigurablePolicies: 'Policies',
  ExtlClntAppOauthConfigurablePolicies: 'OAuth policies',
};

const proofMarks = { accepted: marks.good, refused: marks.danger, inconclusive: marks.caution };

function proofLines({ proof }: WizardView, width: number): readonly Line[] {
  return proof ? marked(proofMarks[proof.answer], proof.sentence, width) : [];
}

function waitingLines({ waiting }: WizardView, { now }: Instant, width: number): readonly Line[] {
  return waiting ? waitLines({ ...waiting, now, nextIn: `try ${waiting.attempt + 1} in` }, width) : [];
}

interface Wait {
  readonly why: string;
  readonly until: number;
  readonly now: number;
  readonly nextIn: string;
}

/** The reason for a wait, and the time until the next try. */
export function waitLines({ why, until, now, nextIn }: Wait, width: number): readonly Line[] {
  return [...marked(marks.busy, why, width), dim(`  ${nextTry(until - now, nextIn)}`)];
}

export function warningLines(warnings: readonly string[], width: number): readonly Line[] {
  return warnings.flatMap((text) => marked(marks.caution, text, width));
}
