import type { QuestionId } from '../model/question.ts';
import { defaultPolicy } from '../model/watched-app.ts';
import type { Why } from '../model/why.ts';
import { shellWord } from '../plain/text.ts';
import { newAppAnswer } from './app-questions.ts';
import { newUserAnswer } from './user-questions.ts';

/** What `keyturn setup` needs to do the same setup again. */
export interface SetupCall {
  readonly answers: Partial<Readonly<Record<QuestionId, string>>>;
  /** Targets as `--deliver` takes them. */
  readonly deliver: readonly string[];
  readonly noConsumers: boolean;
  readonly projectDir: string | null;
  readonly allowHosts?: readonly string[];
  readonly yes: boolean;
  readonly isPractice: boolean;
  readonly dryRun?: boolean;
  readonly apiVersion?: string | undefined;
  readonly proveWith?: string | undefined;
  readonly saveAnswersTo?: string | null;
  readonly why?: Why | null;
}

const flags: Partial<Readonly<Record<QuestionId, string>>> = {
  org: '--target-org',
  app: '--app',
  'new-app-name': '--app',
  'new-app-label': '--label',
  'new-app-email': '--contact-email',
  'new-app-scopes': '--scopes',
  consumer: '--oauth-consumer',
  'execution-user': '--execution-user',
  'new-user-name': '--create-execution-user',
  'new-user-email': '--email',
  'new-user-objects': '--objects',
  'user-change': '--confirm',
  'privileged-reason': '--allow-privileged-user',
  'interactive-reason': '--allow-interactive-user',
  'permission-set': '--grant-permission-set',
  'certificate-path': '--certificate',
  automation: '--automation',
  'max-age': '--max-age',
  remind: '--remind',
  grace: '--grace',
  store: '--store',
};

const usual: SetupCall['answers'] = {
  automation: defaultPolicy.automation,
  'max-age': `${defaultPolicy.maxAgeDays}d`,
  remind: defaultPolicy.remindDays.map((days) => `${days}d`).join(','),
  grace: `${defaultPolicy.graceDays}d`,
  'new-user-objects': '',
};

/** The command that continues a setup, without `keyturn`. It names no org in practice, where there is only one. */
export function setupCommand(call: SetupCall): string {
  const { answers, deliver, noConsumers, isPractice } = call;
  const isNamed = (id: string, answer: string) =>
    !(isPractice && id === 'org') && answer !== newAppAnswer && answer !== newUserAnswer;
  const named = Object.entries(flags).flatMap(([id, flag]) => {
    const answer = answers[id as QuestionId];
    if (answer === undefined || !isNamed(id, answer) || answer === usual[id as QuestionId]) return [];
    return [flag, shellWord(answer)];
  });
  return [
    'setup',
    ...named,
    ...(answers.app === newAppAnswer ? ['--create'] : []),
    ...(answers.certificate === 'none' ? ['--no-certificate'] : []),
    ...deliver.flatMap((target) => ['--deliver', shellWord(target)]),
    ...(noConsumers ? ['--no-consumers'] : []),
    ...otherFlags(call),
  ].join(' ');
}

function otherFlags({
  projectDir,
  allowHosts = [],
  yes,
  dryRun,
  apiVersion,
  proveWith,
  saveAnswersTo,
  why,
}: SetupCall) {
  const given = {
    '--project-dir': projectDir,
    '--api-version': apiVersion,
    '--prove-with': proveWith,
    '--save-answers': saveAnswersTo,
    '--ticket': why?.ticket,
    '--reason': why?.reason,
  };
  return [
    ...Object.entries(given).flatMap(([flag, value]) => (value ? [flag, shellWord(value)] : [])),
    ...allowHosts.flatMap((host) => ['--allow-host', shellWord(host)]),
    ...(dryRun ? ['--dry-run'] : []),
    ...(yes ? ['--yes'] : []),
  ];
}

/** The targets that a command of `setupCommand` names with `--deliver`. */
export function deliveredBy(command: string): readonly string[] {
  const words = command.match(/(?:'[^']*'|\\'|[^\s'])+/g) ?? [];
  return words.flatMap((word, index) => (words[index - 1] === '--deliver' ? [unquoted(word)] : []));
}

/** The text that `shellWord` made a word of. */
function unquoted(word: string): string {
  return word.replaceAll(/'([^']*)'|\\'/g, (_, inner?: string) => inner ?? "'");
}
