import { type Choice, type ChooseQuestion, choice, type TextQuestion } from '../model/question.ts';
import { consumerName, type Target } from '../model/target.ts';
import { plainText } from '../plain/text.ts';

/** The answers that name no consumer. `later` is only for runs without a person. */
export const consumerAnswers = { nobody: 'none', done: 'done', later: 'later' } as const;

interface Known {
  readonly app: string;
  /** Consumers that are already known, as text. */
  readonly names: readonly string[];
  /** Whether something may already use the credentials. */
  readonly isInUse: boolean;
}

export const consumerKinds: readonly Choice[] = [
  choice('file', 'A program that reads a file', 'keyturn writes the file at rotations'),
  choice('exec', 'A program that keyturn runs', 'for example for a vault'),
  choice('manual', 'A person', 'updates it by hand and confirms'),
];

export function consumersQuestion({ app, names, isInUse }: Known): ChooseQuestion {
  const question = { kind: 'choose', id: 'consumers', flag: '--deliver or --no-consumers' } as const;
  if (names.length > 0) {
    return {
      ...question,
      title: `Who else uses the credentials of ${plainText(app, 60)}?`,
      notes: names.map((name) => `✔ ${plainText(name, 120)}`),
      choices: [choice(consumerAnswers.done, 'Nobody else'), ...consumerKinds],
      default: consumerAnswers.done,
    };
  }
  const nobody = isInUse
    ? choice(consumerAnswers.nobody, 'Nobody', 'only if nothing uses them', 'caution')
    : choice(consumerAnswers.nobody, 'Nobody yet', 'you can add consumers later');
  return {
    ...question,
    title: `Who uses the credentials of ${plainText(app, 60)}?`,
    notes: ['At each rotation, keyturn delivers new credentials to them first.'],
    help: [
      'A consumer is a system or person that uses the consumer key and secret. keyturn keeps the previous credentials until every consumer has the new ones.',
      'You can change this later with `keyturn consumer`.',
    ],
    choices: [...consumerKinds, nobody],
    default: isInUse ? 'manual' : consumerAnswers.nobody,
  };
}

type Asked = Omit<TextQuestion, 'check'>;

const targetQuestions: Readonly<Record<'file' | 'exec' | 'manual', Asked>> = {
  file: {
    kind: 'text',
    id: 'consumer-file',
    title: 'Which file should keyturn write?',
    flag: '--deliver file:<path>',
    placeholder: '/etc/erp/salesforce.env',
    notes: [
      'An env file, or JSON if the name ends in .json. Other lines stay. A program that reads it during a delivery can see a part of it.',
    ],
  },
  exec: {
    kind: 'text',
    id: 'consumer-program',
    title: 'Which program should keyturn run?',
    flag: '--deliver exec:<program>',
    placeholder: '/opt/vault/put-salesforce',
    notes: ['It gets the credentials as JSON on standard input. Exit code 0 means that it has them.'],
  },
  manual: {
    kind: 'text',
    id: 'consumer-person',
    title: 'What is the consumer called?',
    flag: '--deliver manual:<name>',
    placeholder: 'Nightly export (Maria)',
    notes: ['keyturn shows this name when somebody must update the consumer.'],
  },
};

/** @param problem why the last answer can't be used; null at first */
export function targetQuestion(
  kind: keyof typeof targetQuestions,
  check: TextQuestion['check'],
  problem: { readonly typed: string; readonly words: string } | null,
): TextQuestion {
  const asked = targetQuestions[kind];
  if (problem === null) return { ...asked, check };
  return {
    ...asked,
    check,
    isAgain: true,
    default: problem.typed,
    notes: [`■ ${problem.words}`, ...(asked.notes ?? [])],
  };
}

export const targetWords = {
  unusable: (target: Target, problem: string) => `keyturn can't use ${plainText(target.name, 120)}: ${problem}`,
  known: (target: Target) => `${plainText(consumerName(target), 60)} is already in the list`,
} as const;
