import { Secret } from '../../model/secret.ts';
import { type Automation, defaultPolicy, type RotationPolicy } from '../../model/watched-app.ts';
import { type Parsed, parseDayList, parseDays } from '../../plain/duration.ts';
import { newPassphraseProblem } from '../../plain/new-passphrase.ts';
import type { SecretStore, SecretStores, StoreOffer } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import type { ChosenStore } from '../facts.ts';
import type { Choice, QuestionId } from '../question.ts';
import { doing, type Step, type StepIo } from '../step.ts';

const automations: readonly Choice[] = [
  { value: 'remind', label: 'Remind only', notes: ['every act is yours'], tone: 'plain' },
  {
    value: 'stage',
    label: 'Stage ahead and remind',
    notes: ['a new pair waits, proved, for you to turn'],
    tone: 'good',
  },
  { value: 'rotate', label: 'Rotate by itself', notes: ['when every delivery can be proved'], tone: 'plain' },
];

/** How old the pair may become, what may happen by itself, and where the pair is kept. */
export const policyStep: Step = {
  id: 'policy',
  summary: ({ policy }) =>
    policy
      ? `every ${policy.rotation.maxAgeDays} days · ${policy.rotation.automation} · ${policy.store?.kind ?? 'dry run'}`
      : '',
  run: async (facts, io) => {
    const rotation = await askRotation(io);
    const store = io.options.dryRun ? null : await chooseStore(facts.ports.stores, io);
    return { ...facts, policy: { rotation, store } };
  },
};

async function askRotation(io: StepIo): Promise<RotationPolicy> {
  const automation = await io.ask({
    kind: 'choose',
    id: 'automation',
    title: 'What may the daemon do by itself?',
    flag: '--automation',
    choices: automations,
    default: defaultPolicy.automation,
  });
  if (!isAutomation(automation)) {
    const problem = 'it is one of remind, stage, rotate';
    throw reason('AnswerInvalid', { question: 'automation', flag: '--automation', answer: automation, problem });
  }
  const maxAgeDays = await askParsed(io, 'max-age', 'How old may a secret become?', '90d', parseDays);
  const remindDays = await askParsed(io, 'remind', 'How long before that to remind', '30d,14d,7d,3d,1d', parseDayList);
  const graceDays = await askParsed(io, 'grace', 'How long the old pair lives on after a rotation', '7d', (text) =>
    parseDays(text, { min: 0, max: 30 }),
  );
  return { automation, maxAgeDays, remindDays: [...remindDays].sort((a, b) => b - a), graceDays };
}

async function askParsed<Value>(
  io: StepIo,
  id: Extract<QuestionId, 'max-age' | 'remind' | 'grace'>,
  title: string,
  fallback: string,
  parse: (text: string) => Parsed<Value>,
): Promise<Value> {
  const check = (text: string) => {
    const parsed = parse(text);
    return parsed.ok ? null : parsed.problem;
  };
  const answer = await io.ask({ kind: 'text', id, title, flag: `--${id}`, default: fallback, check });
  const parsed = parse(answer);
  if (parsed.ok) return parsed.value;
  throw reason('AnswerInvalid', { question: title, flag: `--${id}`, answer, problem: parsed.problem });
}

function isAutomation(text: string): text is Automation {
  return text === 'remind' || text === 'stage' || text === 'rotate';
}

/** The store is opened before anything is changed, so that a pair always has a place to go. */
async function chooseStore(stores: SecretStores, io: StepIo): Promise<ChosenStore> {
  const chosen = stores.chosen();
  if (chosen && io.options.noPrompt) return opening(chosen, stores.open(chosen));
  const offers = await doing(io, 'Looking where secrets can be kept', stores.offers());
  const kind = chosen ?? (await askStore(offers, io));
  const offer = offers.find((one) => one.kind === kind);
  if (!offer) throw reason('StoreNotChosen', { problem: `there is no store called ${kind}` });
  if (offer.problem) throw reason('KeychainUnavailable', offer.problem);
  if (offer.kind === 'keychain' || offer.hasPassphrase) return opened(offer.kind, stores.open(offer.kind));
  const passphrase = await askPassphrase(offer, io);
  return opened('file', doing(io, 'Opening the encrypted file', stores.open('file', passphrase)));
}

/** Whoever waits for it later hears what went wrong. */
function opening(kind: ChosenStore['kind'], store: Promise<SecretStore>): ChosenStore {
  store.catch(() => undefined);
  return { kind, opened: store };
}

/** A person hears at once when it can't be opened, and can choose again. */
async function opened(kind: ChosenStore['kind'], store: Promise<SecretStore>): Promise<ChosenStore> {
  return opening(kind, Promise.resolve(await store));
}

async function askStore(offers: readonly StoreOffer[], io: StepIo): Promise<string> {
  const usable = offers.filter(({ problem }) => problem === null);
  return io.ask({
    kind: 'choose',
    id: 'store',
    title: 'Where should consumer secrets be kept?',
    flag: '--store',
    choices: offers.map(({ kind, problem, place }) => ({
      value: kind,
      label: kind === 'keychain' ? 'Keychain of this computer' : 'Encrypted file',
      notes: problem ? [] : [place],
      tone: problem ? 'off' : kind === 'keychain' ? 'good' : 'plain',
      ...(problem ? { disabled: `${problem.problem}. ${problem.cure}` } : {}),
    })),
    otherwise: reason('StoreNotChosen', {
      problem: usable.length > 0 ? `it can be ${usable.map(({ kind }) => kind).join(' or ')}` : 'none can be used here',
    }),
    notes: ['Secrets are kept nowhere else.'],
  });
}

async function askPassphrase(offer: StoreOffer, io: StepIo): Promise<Secret> {
  const text = await io.ask({
    kind: 'passphrase',
    id: 'passphrase',
    title: offer.isNew ? 'Choose a passphrase for the encrypted file' : 'The passphrase of the encrypted file',
    flag: 'KEYTURN_PASSPHRASE_FILE',
    isNew: offer.isNew,
    notes: [
      offer.place,
      ...(offer.isNew ? ['Without it the secrets in the file can’t be read by anybody, you included.'] : []),
    ],
    check: (typed) => (offer.isNew ? newPassphraseProblem(typed) : typed === '' ? 'it is empty' : null),
    otherwise: reason('PassphraseMissing', {}),
  });
  return new Secret(text);
}
