import { type ChooseQuestion, choice, type PassphraseQuestion, type TextQuestion } from '../model/question.ts';
import type { StoreOffer } from '../model/store-offer.ts';
import { defaultPolicy } from '../model/watched-app.ts';
import { newPassphraseProblem } from '../plain/new-passphrase.ts';
import { reason } from '../reasons/errors.ts';

export const automationQuestion: ChooseQuestion = {
  kind: 'choose',
  id: 'automation',
  title: 'What may the daemon do by itself?',
  flag: '--automation',
  choices: [
    choice('remind', 'Remind only', 'every act is yours'),
    choice('stage', 'Stage ahead and remind', 'a new pair waits, proved, for you to turn', 'good'),
    choice('rotate', 'Rotate by itself', 'when every delivery can be proved'),
  ],
  default: defaultPolicy.automation,
};

const ages = {
  'max-age': { title: 'How old may a secret become?', default: '90d' },
  remind: { title: 'How long before that to remind', default: '30d,14d,7d,3d,1d' },
  grace: { title: 'How long the old pair lives on after a rotation', default: '7d' },
};

export function ageQuestion(id: keyof typeof ages, check: TextQuestion['check']): TextQuestion {
  return { kind: 'text', id, flag: `--${id}`, check, ...ages[id] };
}

export function storeQuestion(offers: readonly StoreOffer[]): ChooseQuestion {
  const usable = offers.filter(({ problem }) => problem === null);
  return {
    kind: 'choose',
    id: 'store',
    title: 'Where should consumer secrets be kept?',
    flag: '--store',
    choices: offers.map(({ kind, problem, place }) => {
      const label = kind === 'keychain' ? 'Keychain of this computer' : 'Encrypted file';
      if (problem) return { ...choice(kind, label), tone: 'off', disabled: `${problem.problem}. ${problem.cure}` };
      return choice(kind, label, place, kind === 'keychain' ? 'good' : 'plain');
    }),
    otherwise: reason('StoreNotChosen', {
      problem: usable.length > 0 ? `it can be ${usable.map(({ kind }) => kind).join(' or ')}` : 'none can be used here',
    }),
    notes: ['Secrets are kept nowhere else.'],
  };
}

export function passphraseQuestion({ isNew, place }: StoreOffer): PassphraseQuestion {
  return {
    kind: 'passphrase',
    id: 'passphrase',
    title: isNew ? 'Choose a passphrase for the encrypted file' : 'The passphrase of the encrypted file',
    flag: 'KEYTURN_PASSPHRASE_FILE',
    isNew,
    notes: [place, ...(isNew ? ['Without it the secrets in the file can’t be read by anybody, you included.'] : [])],
    check: (typed) => (isNew ? newPassphraseProblem(typed) : typed === '' ? 'it is empty' : null),
    otherwise: reason('PassphraseMissing', {}),
  };
}

export function storeProblem(kind: string): string {
  return `there is no store called ${kind}`;
}
