import type {
  Choice,
  ChooseQuestion,
  PassphraseQuestion,
  Review,
  ReviewQuestion,
  TextQuestion,
} from '../../src/core/model/question.ts';
import type { DeployProgress } from '../../src/core/ports/ports.ts';
import type { SetupResult } from '../../src/core/setup/result.ts';
import { fromOutside } from '../support/from-outside.ts';

export function choice(label: string, rest: Partial<Choice> = {}): Choice {
  return { value: label, label, notes: [], tone: 'plain', ...rest };
}

export function choose(rest: Partial<ChooseQuestion> = {}): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'app',
    title: 'Which External Client App?',
    flag: '--app',
    choices: [choice('Billing Sync', { notes: ['off'] }), choice('ERP Bridge', { notes: ['on'] })],
    ...rest,
  };
}

/** As many users as are asked for, in the order of their risk. */
export function users(count: number): readonly Choice[] {
  return Array.from({ length: count }, (_, index) =>
    choice(`user${String(index + 1).padStart(3, '0')}@acme.example`, {
      notes: [index < 5 ? 'API only · integration' : 'person · signed in today'],
      tone: index < 5 ? 'good' : 'caution',
    }),
  );
}

export function textQuestion(rest: Partial<TextQuestion> = {}): TextQuestion {
  return {
    kind: 'text',
    id: 'max-age',
    title: 'How old may the secret become?',
    flag: '--max-age',
    check: (text) => (/^\d+d$/.test(text) ? null : `${text} is not a number of days`),
    ...rest,
  };
}

export function passphrase(rest: Partial<PassphraseQuestion> = {}): PassphraseQuestion {
  return {
    kind: 'passphrase',
    id: 'passphrase',
    title: 'A passphrase for the encrypted file',
    flag: 'KEYTURN_PASSPHRASE_FILE',
    isNew: true,
    mayBeEmpty: false,
    check: (text) => (text.length < 8 ? 'At least 8 characters.' : null),
    ...rest,
  };
}

export function reviewQuestion(rest: Partial<Review> = {}): ReviewQuestion {
  const policy = { component: 'Billing_Sync_plcy', type: 'ExtlClntAppOauthConfigurablePolicies' } as const;
  return {
    kind: 'review',
    id: 'review',
    title: 'What will change',
    flag: '--yes',
    review: {
      org: 'Acme Corp (admin@acme.example)',
      app: 'Billing Sync',
      executionUser: 'int.billing@acme.example',
      changes: [
        { ...policy, field: 'isClientCredentialsFlowEnabled', from: 'false', to: 'true' },
        { ...policy, field: 'clientCredentialsFlowUser', from: null, to: 'int.billing@acme.example' },
      ],
      acts: ['Store the credentials in the keychain'],
      keeps: ['The consumer key and consumer secret stay the same.'],
      warnings: [],
      files: [
        {
          path: 'policies/Billing_Sync.ecaOauthPlcy',
          before: '<a>\n  <b>false</b>\n</a>',
          after: '<a>\n  <b>true</b>\n</a>',
        },
      ],
      validated: null,
      saved: null,
      ...rest,
    },
  };
}

export function deployProgress(rest: Partial<DeployProgress> = {}): DeployProgress {
  return {
    id: '0Af000000000001',
    status: 'InProgress',
    done: false,
    checkOnly: false,
    componentsDone: 1,
    componentsTotal: 2,
    components: [
      { component: fromOutside('Billing_Sync'), type: fromOutside('ExtlClntAppOauthSettings'), changed: true },
    ],
    failures: [],
    canceledBy: null,
    detail: null,
    ...rest,
  };
}

export function setupResult(rest: Partial<SetupResult> = {}): SetupResult {
  return {
    project: null,
    ageNote: null,
    unwrittenNote: null,
    isReplaced: false,
    createdUser: null,
    drift: [],
    org: {
      id: '00D',
      name: fromOutside('Acme Corp'),
      username: 'admin@acme.example',
      instanceUrl: 'https://acme.example',
      isSandbox: false,
    },
    app: {
      developerName: fromOutside('Billing_Sync'),
      label: fromOutside('Billing Sync'),
      id: '0xI',
      consumerId: '888',
      consumerKey: '3MVG9',
    },
    executionUser: { id: '005', username: fromOutside('int.billing@acme.example') },
    changes: reviewQuestion().review.changes,
    deploy: { id: '0Af000000000001', status: 'Succeeded', checkOnly: false, components: [] },
    proof: { at: 0, username: 'int.billing@acme.example', orgId: '00D', scopes: ['api'] },
    store: { kind: 'keychain', reference: 'keyturn/00D/3MVG9' },
    policy: { maxAgeDays: 90, graceDays: 7, remindDays: [30], automation: 'stage' },
    dueAt: Date.UTC(2026, 11, 1),
    warnings: [],
    ...rest,
  };
}
