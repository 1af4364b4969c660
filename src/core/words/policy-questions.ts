import {
  type Choice,
  type ChooseQuestion,
  choice,
  type PassphraseQuestion,
  type TextQuestion,
} from '../model/question.ts';
import type { PassphraseRule, StoreOffer } from '../model/store-offer.ts';
import { defaultPolicy, type RotationPolicy } from '../model/watched-app.ts';
import { reason } from '../reasons/errors.ts';

/** One question for the usual policy. @param known the policy of an app that is already watched. Enter keeps it */
export function policyQuestion(known: RotationPolicy | null): ChooseQuestion {
  return known === null
    ? recommendation
    : { ...recommendation, choices: [keptPolicy(known), ...recommendation.choices], default: 'keep' };
}

function keptPolicy({ maxAgeDays, automation }: RotationPolicy): Choice {
  return choice('keep', 'Keep the current policy', `every ${maxAgeDays} days · ${automation}`);
}

const recommendation: ChooseQuestion = {
  kind: 'choose',
  id: 'policy',
  title: 'How should keyturn rotate the credentials?',
  flag: '--max-age, --remind, --grace or --automation',
  notes: [
    'Recommended: the secret is due after 90 days. keyturn reminds you 30, 14, 7, 3 and 1 days before, and prepares new credentials.',
    'You switch over. The previous credentials work for 7 more days.',
  ],
  choices: [
    choice('usual', 'Recommended', 'prepared for you, every 90 days', 'good'),
    choice('own', 'Choose', 'age, reminders, grace period, automation'),
  ],
  default: 'usual',
};

export const automationQuestion: ChooseQuestion = {
  kind: 'choose',
  id: 'automation',
  title: 'How much should keyturn do automatically?',
  flag: '--automation',
  choices: [
    choice('remind', 'Remind only', 'you do everything yourself'),
    choice('stage', 'Stage ahead and remind', 'prepares and verifies new credentials; you switch over', 'good'),
    choice('rotate', 'Rotate automatically', 'if no delivery needs a person'),
  ],
  default: defaultPolicy.automation,
};

const ages = {
  'max-age': {
    title: 'What is the maximum age of a secret?',
    default: '90d',
    notes: ['At this age, the secret is due for a rotation.'],
  },
  remind: { title: 'When should keyturn remind you before the secret is due?', default: '30d,14d,7d,3d,1d' },
  grace: {
    title: 'How long should keyturn keep the previous credentials?',
    default: '7d',
    notes: ['The grace period after a rotation, in which the previous credentials still work.'],
  },
};

/** @param usual the answer that is filled in, if it differs from the usual one */
export function ageQuestion(id: keyof typeof ages, check: TextQuestion['check'], usual?: string): TextQuestion {
  return { kind: 'text', id, flag: `--${id}`, check, ...ages[id], ...(usual === undefined ? {} : { default: usual }) };
}

export function storeQuestion(offers: readonly StoreOffer[]): ChooseQuestion {
  const usable = offers.filter(({ problem }) => problem === null);
  return {
    kind: 'choose',
    id: 'store',
    title: 'Where should keyturn store consumer secrets?',
    flag: '--store',
    choices: offers.map(({ kind, problem, place }) => {
      const label = kind === 'keychain' ? 'Keychain on this computer' : 'Encrypted file';
      if (problem) return { ...choice(kind, label), tone: 'off', disabled: `${problem.problem}. ${problem.cure}` };
      return choice(kind, label, place, kind === 'keychain' ? 'good' : 'plain');
    }),
    otherwise: reason('StoreNotChosen', {
      problem: usable.length > 0 ? `it can be ${usable.map(({ kind }) => kind).join(' or ')}` : 'none can be used here',
    }),
    notes: ['keyturn stores secrets nowhere else.'],
  };
}

/** @param rule for a new file; null if the file exists */
export function passphraseQuestion({ place }: StoreOffer, rule: PassphraseRule | null): PassphraseQuestion {
  const isNew = rule !== null;
  return {
    kind: 'passphrase',
    id: 'passphrase',
    title: isNew ? 'Choose a passphrase for the encrypted file' : 'Passphrase of the encrypted file',
    flag: 'KEYTURN_PASSPHRASE_FILE',
    isNew,
    notes: [
      place,
      ...(isNew ? [rule.words, 'Without the passphrase, no one can read the secrets in the file, not even you.'] : []),
    ],
    mayBeEmpty: rule?.madeUp != null,
    check: (typed) => {
      if (rule === null) return typed === '' ? 'the passphrase is empty' : null;
      return typed === '' && rule.madeUp !== null ? null : rule.check(typed);
    },
    otherwise: reason('PassphraseMissing', {}),
  };
}

export function storeProblem(kind: string): string {
  return `there is no store called ${kind}`;
}
