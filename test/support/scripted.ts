import type { Question, QuestionId } from '../../src/core/model/question.ts';
import { runSetup } from '../../src/core/setup/run-steps.ts';
import { type Asker, BackRequested, type SetupOptions } from '../../src/core/setup/setup-io.ts';
import type { PracticeBench } from './practice.ts';

/** `BACK` presses Esc. `BACK:<text>` types the text first. */
type Reply = string;
export type Script = Partial<Record<QuestionId, Reply[]>>;

/** A person who follows a script. Everything else gets the default or the first choice. */
export function scripted(script: Script): Asker & { readonly asked: QuestionId[]; readonly questions: Question[] } {
  const asked: QuestionId[] = [];
  const questions: Question[] = [];
  return {
    asked,
    questions,
    isInteractive: true,
    ask: async (question) => {
      asked.push(question.id);
      questions.push(question);
      const reply = script[question.id]?.shift();
      if (reply?.startsWith('BACK')) throw new BackRequested(reply.split(':')[1] ?? null);
      return reply ?? usual(question);
    },
  };
}

function usual(question: Question): string {
  if (question.kind === 'review') return 'deploy';
  if (question.kind === 'passphrase') return 'correct horse battery';
  return (
    question.default ??
    (question.kind === 'choose' ? (question.choices.find(({ disabled }) => !disabled)?.value ?? '') : '')
  );
}

const options: SetupOptions = {
  dryRun: false,
  yes: false,
  noPrompt: false,
  deliveries: [],
  noConsumers: false,
  saveAnswersTo: null,
  projectDir: null,
};

/** The guided setup of a bench, answered by a person. */
export function guidedSetup(
  bench: PracticeBench,
  asker: Asker,
  { signal = new AbortController().signal, ...more }: Partial<SetupOptions> & { readonly signal?: AbortSignal } = {},
) {
  const io = { asker, tell: (event: PracticeBench['events'][number]) => void bench.events.push(event), signal };
  return runSetup({ ports: bench.ports, io, options: { ...options, ...more }, answers: {} });
}
