import { isAbsolute } from 'node:path';
import type { QuestionId } from '../core/model/question.ts';
import { reason } from '../core/reasons/errors.ts';
import type { Answers } from '../core/setup/askers.ts';
import type { SetupOptions } from '../core/setup/setup-io.ts';
import { newAppAnswer } from '../core/words/app-questions.ts';
import { newUserAnswer } from '../core/words/user-questions.ts';
import type { CommandContext } from './context.ts';

type Options = Readonly<Record<string, unknown>>;

/** Flags that answer a question one to one. */
const answering: Readonly<Record<string, QuestionId>> = {
  app: 'app',
  executionUser: 'execution-user',
  allowPrivilegedUser: 'privileged-reason',
  allowInteractiveUser: 'interactive-reason',
  grantPermissionSet: 'permission-set',
  automation: 'automation',
  maxAge: 'max-age',
  remind: 'remind',
  grace: 'grace',
};

/** The answers that stand in the flags; those of an answers file come first and are overruled. */
export function answersOf({ flags }: CommandContext, options: Options, fromFile: Answers): Answers {
  const answers: Partial<Record<QuestionId, string>> = { ...fromFile };
  for (const [option, id] of Object.entries(answering)) {
    const value = options[option];
    if (typeof value === 'string') answers[id] = value;
  }
  takeNewApp(options, answers);
  takeNewUser(options, answers);
  if (flags.targetOrg) answers.org = flags.targetOrg;
  if (flags.consumer) answers.consumer = flags.consumer;
  if (flags.store) answers.store = flags.store;
  if (options.certificate === false) answers.certificate = 'none';
  if (typeof options.certificate === 'string') {
    answers.certificate = 'file';
    answers['certificate-path'] = options.certificate;
  }
  return answers;
}

/** `--create` makes `--app` the name of an app that isn't there yet. @throws UsageInvalid */
function takeNewApp(
  { create, app, label, contactEmail, scopes }: Options,
  answers: Partial<Record<QuestionId, string>>,
): void {
  const given = { '--label': label, '--contact-email': contactEmail, '--scopes': scopes };
  if (create !== true) {
    const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
    if (flag) throw reason('UsageInvalid', { problem: `${flag} belongs to --create`, command: 'setup' });
    return;
  }
  answers.app = newAppAnswer;
  if (typeof app === 'string') answers['new-app-name'] = app;
  if (typeof label === 'string') answers['new-app-label'] = label;
  if (typeof contactEmail === 'string') answers['new-app-email'] = contactEmail;
  if (typeof scopes === 'string') answers['new-app-scopes'] = scopes;
}

/** @throws UsageInvalid */
function takeNewUser(
  { createExecutionUser, executionUser, email, objects }: Options,
  answers: Partial<Record<QuestionId, string>>,
): void {
  const wrong = (problem: string) => reason('UsageInvalid', { problem, command: 'setup' });
  if (typeof createExecutionUser !== 'string') {
    if (email !== undefined || objects !== undefined) {
      throw wrong(`${email === undefined ? '--objects' : '--email'} belongs to --create-execution-user`);
    }
    return;
  }
  if (executionUser !== undefined) throw wrong('--execution-user and --create-execution-user contradict each other');
  answers['execution-user'] = newUserAnswer;
  answers['new-user-name'] = createExecutionUser;
  if (typeof email === 'string') answers['new-user-email'] = email;
  if (typeof objects === 'string') answers['new-user-objects'] = objects;
}

export function setupOptionsOf(context: CommandContext, options: Options, deliver: readonly string[]): SetupOptions {
  const { flags, canAsk } = context;
  const deliveries = [...deliver, ...deliveriesOf(options, 'setup')];
  const noConsumers = options.consumers === false;
  if (noConsumers && deliveries.length > 0) {
    throw reason('UsageInvalid', { problem: '--no-consumers and --deliver contradict each other', command: 'setup' });
  }
  return {
    dryRun: options.dryRun === true,
    yes: flags.yes === true,
    noPrompt: !canAsk,
    deliveries,
    noConsumers,
    projectDir: projectDirOf(options),
    saveAnswersTo: typeof options.saveAnswers === 'string' ? options.saveAnswers : null,
    ...(flags.apiVersion ? { apiVersion: flags.apiVersion } : {}),
  };
}

/** @throws UsageInvalid for a target that could never be delivered to */
export function deliveriesOf(options: Options, command: string): readonly string[] {
  const targets = Array.isArray(options.deliver) ? options.deliver.map(String) : [];
  for (const target of targets) {
    const problem = problemOf(target);
    if (problem) throw reason('UsageInvalid', { problem: `--deliver ${target}: ${problem}`, command });
  }
  return targets;
}

function problemOf(target: string): string | null {
  const colon = target.indexOf(':');
  const kind = target.slice(0, colon);
  const rest = target.slice(colon + 1).trim();
  if (colon < 0 || !['file', 'exec', 'manual'].includes(kind)) return 'it starts with file:, exec: or manual:';
  if (rest === '') return `nothing stands after ${kind}:`;
  if (kind === 'manual' || isAbsolute(rest)) return null;
  // Later runs begin in other folders, the daemon's among them.
  return kind === 'exec' ? 'the program is an absolute path' : 'the file is an absolute path';
}

function projectDirOf({ projectDir, create }: Options): string | null {
  if (typeof projectDir !== 'string') return null;
  if (create !== true) return projectDir;
  const problem = '--create makes an app that no project has files of yet: leave --project-dir out, then retrieve it';
  throw reason('UsageInvalid', { problem, command: 'setup' });
}
