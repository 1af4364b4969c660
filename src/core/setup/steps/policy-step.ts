import { Secret } from '../../model/secret.ts';
import { type Automation, defaultPolicy, type RotationPolicy } from '../../model/watched-app.ts';
import { type Parsed, parseDayList, parseDays } from '../../plain/duration.ts';
import type { SecretStore, SecretStores } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { inputProblems } from '../../words/answers.ts';
import { durationProblem } from '../../words/duration-problems.ts';
import {
  ageQuestion,
  automationQuestion,
  passphraseQuestion,
  policyQuestion,
  storeProblem,
  storeQuestion,
} from '../../words/policy-questions.ts';
import { summaryWords } from '../../words/setup.ts';
import type { ChosenStore, WithPolicy } from '../setup-facts.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';

/** The maximum age of the credentials, what keyturn does automatically, and the secret store. */
export const policyStep: Step = {
  id: 'policy',
  summary: ({ policy: { rotation, store } }: WithPolicy) =>
    summaryWords.policy(rotation.maxAgeDays, rotation.automation, store?.kind),
  run: async (facts, io) => {
    const rotation = (await wantsUsual(io)) ? defaultPolicy : await askRotation(io);
    const store = io.options.dryRun ? null : await chooseStore(facts.ports.stores, io);
    return { ...facts, policy: { rotation, store } };
  },
};

/** One answer for the whole policy, unless a flag, an answers file or a draft has a part of it. */
async function wantsUsual(io: StepIo): Promise<boolean> {
  const parts = ['automation', 'max-age', 'remind', 'grace'] as const;
  if (io.options.noPrompt || parts.some(io.hasAnswer)) return false;
  return (await io.ask(policyQuestion)) === 'usual';
}

async function askRotation(io: StepIo): Promise<RotationPolicy> {
  const automation = await io.ask(automationQuestion);
  if (!isAutomation(automation)) {
    const problem = inputProblems.automation;
    throw reason('AnswerInvalid', { flag: automationQuestion.flag, answer: automation, problem });
  }
  const maxAgeDays = await askParsed(io, 'max-age', parseDays);
  const remindDays = await askParsed(io, 'remind', parseDayList);
  const graceDays = await askParsed(io, 'grace', (text) => parseDays(text, { min: 0, max: 30 }));
  return { automation, maxAgeDays, remindDays: [...remindDays].sort((a, b) => b - a), graceDays };
}

async function askParsed<Value>(
  io: StepIo,
  id: Parameters<typeof ageQuestion>[0],
  parse: (text: string) => Parsed<Value>,
): Promise<Value> {
  const question = ageQuestion(id, (text) => {
    const parsed = parse(text);
    return parsed.ok ? null : durationProblem(parsed.problem);
  });
  const answer = await io.ask(question);
  const parsed = parse(answer);
  if (parsed.ok) return parsed.value;
  throw reason('AnswerInvalid', { flag: question.flag, answer, problem: durationProblem(parsed.problem) });
}

function isAutomation(text: string): text is Automation {
  return text === 'remind' || text === 'stage' || text === 'rotate';
}

/** Opens the store before anything changes, so that credentials can always be saved. */
async function chooseStore(stores: SecretStores, io: StepIo): Promise<ChosenStore> {
  const chosen = stores.chosen();
  if (chosen && io.options.noPrompt) return opening(chosen, stores.open(chosen));
  const offers = await doing(io, 'look-at-stores', stores.offers());
  const kind = chosen ?? (await io.ask(storeQuestion(offers)));
  const offer = offers.find((one) => one.kind === kind);
  if (!offer) throw reason('StoreNotChosen', { problem: storeProblem(kind) });
  if (offer.problem) throw reason('KeychainUnavailable', offer.problem);
  if (offer.kind === 'keychain' || offer.hasPassphrase) return opened(offer.kind, stores.open(offer.kind));
  const passphrase = new Secret(await io.ask(passphraseQuestion(offer)));
  return opened('file', doing(io, 'open-file-store', stores.open('file', passphrase)));
}

/** An error while opening is reported when the store is needed. */
function opening(kind: ChosenStore['kind'], store: Promise<SecretStore>): ChosenStore {
  store.catch(() => undefined);
  return { kind, opened: store };
}

/** Reports an error immediately, so that the person can choose again. */
async function opened(kind: ChosenStore['kind'], store: Promise<SecretStore>): Promise<ChosenStore> {
  return opening(kind, Promise.resolve(await store));
}
