import { fitted, type PolicyProblem, policyProblem } from '../../model/policy-problem.ts';
import { Secret } from '../../model/secret.ts';
import { type Automation, defaultPolicy, type RotationPolicy } from '../../model/watched-app.ts';
import { type Parsed, parseDayList, parseDays } from '../../plain/duration.ts';
import type { SecretStore, SecretStores } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { inputProblems } from '../../words/answers.ts';
import { durationProblem } from '../../words/duration-problems.ts';
import { policyProblemWords } from '../../words/policy-problems.ts';
import {
  ageQuestion,
  automationQuestion,
  passphraseQuestion,
  policyQuestion,
  storeProblem,
  storeQuestion,
} from '../../words/policy-questions.ts';
import { summaryWords } from '../../words/setup.ts';
import type { ChosenStore, WithApp, WithPolicy } from '../setup-facts.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';

/** The maximum age of the credentials, what keyturn does automatically, and the secret store. */
export const policyStep: Step = {
  id: 'policy',
  summary: ({ policy: { rotation, store } }: WithPolicy) =>
    summaryWords.policy(rotation.maxAgeDays, rotation.automation, store?.kind),
  run: async (facts: WithApp, io) => {
    const known = await knownPolicy(facts);
    const wanted = await wantedPolicy(known, io);
    const rotation = wanted === 'own' ? await askRotation(known ?? defaultPolicy, io) : wanted;
    const store = io.options.dryRun ? null : await chooseStore(facts.ports.stores, io);
    return { ...facts, policy: { rotation, store } };
  },
};

/** What a person chose for an app that is already watched. */
async function knownPolicy({ app, org, ports }: WithApp): Promise<RotationPolicy | null> {
  if (!app.live) return null;
  const { orgId } = org.salesforce;
  const watched = await ports.state.apps.find(orgId, app.summary.developerName, app.live.consumer.id);
  return watched?.chosenPolicy ?? null;
}

/** One answer for the whole policy, unless a flag, an answers file or a draft has a part of it. */
async function wantedPolicy(known: RotationPolicy | null, io: StepIo): Promise<RotationPolicy | 'own'> {
  const parts = ['automation', 'max-age', 'remind', 'grace'] as const;
  const isAnswered = parts.some(io.hasAnswer);
  if (!isAnswered && !io.options.noPrompt) {
    const answer = await io.ask(policyQuestion(known));
    if (answer === 'usual') return defaultPolicy;
    return answer === 'keep' && known ? known : 'own';
  }
  return known && !isAnswered ? known : 'own';
}

/** @param known what the questions have filled in */
async function askRotation(known: RotationPolicy, io: StepIo): Promise<RotationPolicy> {
  const automation = await io.ask({ ...automationQuestion, default: known.automation });
  if (!isAutomation(automation)) {
    const problem = inputProblems.automation;
    throw reason('AnswerInvalid', { flag: automationQuestion.flag, answer: automation, problem });
  }
  const { stageAheadDays = null } = io.options;
  const maxAgeDays = await askParsed(io, {
    id: 'max-age',
    usual: `${known.maxAgeDays}d`,
    parse: parseDays,
    problemOf: (days) => policyProblem({ automation, stageAheadDays, maxAgeDays: days }),
  });
  const usual = fitted(known, maxAgeDays);
  const remindDays = await askParsed(io, {
    id: 'remind',
    usual: usual.remindDays.map((days) => `${days}d`).join(','),
    parse: (text) => parseDayList(text),
    problemOf: (days) => policyProblem({ maxAgeDays, remindDays: days }),
  });
  const graceDays = await askParsed(io, {
    id: 'grace',
    usual: `${usual.graceDays}d`,
    parse: (text) => parseDays(text, { min: 0, max: 30 }),
    problemOf: (days) => policyProblem({ maxAgeDays, graceDays: days }),
  });
  return { automation, maxAgeDays, remindDays: [...remindDays].sort((a, b) => b - a), graceDays };
}

interface AgeWish<Value> {
  readonly id: Parameters<typeof ageQuestion>[0];
  readonly usual?: string;
  readonly parse: (text: string) => Parsed<Value>;
  readonly problemOf: (value: Value) => PolicyProblem | null;
}

async function askParsed<Value>(io: StepIo, { id, usual, parse, problemOf }: AgeWish<Value>): Promise<Value> {
  const check = (text: string) => {
    const parsed = parse(text);
    if (!parsed.ok) return durationProblem(parsed.problem);
    const problem = problemOf(parsed.value);
    return problem && policyProblemWords(problem);
  };
  const question = ageQuestion(id, check, usual);
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
  const { noPrompt, usualStore } = io.options;
  const chosen = stores.chosen() ?? (noPrompt && !io.hasAnswer('store') ? (usualStore ?? null) : null);
  if (chosen && noPrompt) return opening(chosen, stores.open(chosen));
  const offers = await doing(io, 'look-at-stores', stores.offers());
  const kind = chosen ?? (await io.ask(storeQuestion(offers)));
  const offer = offers.find((one) => one.kind === kind);
  if (!offer) throw reason('StoreNotChosen', { problem: storeProblem(kind) });
  if (offer.problem) throw reason('KeychainUnavailable', offer.problem);
  if (offer.kind === 'keychain' || offer.hasPassphrase) return opened(offer.kind, stores.open(offer.kind));
  const rule = offer.isNew ? await stores.passphraseRule() : null;
  const typed = await io.ask(passphraseQuestion(offer, rule));
  const passphrase = typed === '' && rule?.madeUp ? rule.madeUp : new Secret(typed);
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
