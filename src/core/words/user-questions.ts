import { type Choice, type ChooseQuestion, choice, type TextQuestion } from '../model/question.ts';
import { countOf, plainText } from '../plain/text.ts';
import type { KeyturnError } from '../reasons/errors.ts';

/** No user can be called that. */
export const newUserAnswer = '+new';

/** For the key `?`. */
export const userOrder = [
  'Whoever holds the consumer key and secret acts with all permissions of this user. So the least powerful comes first.',
  '1. Integration users: API only, on the Salesforce Integration licence, used by no other app.',
  '2. Other API-only users, and those that need a permission set or run other apps already.',
  '▲ People and users with wide permissions (view all data, manage users, customize, author Apex).',
  '■ Administrators and whoever can modify all data: only with a typed reason, and never preselected.',
  'Greyed out: frozen, inactive, without a licence, or not an internal user.',
];

export function executionUserQuestion(
  app: string,
  first: Pick<ChooseQuestion, 'choices' | 'default' | 'search' | 'total'>,
): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'execution-user',
    title: `Who should ${app} run as?`,
    flag: '--execution-user',
    totalNoun: 'active users',
    notes: ['Every token acts with this user’s permissions.'],
    help: userOrder,
    ...first,
  };
}

/** The last choice of the list of users. `seats` is null where the org doesn't show its licenses. */
export function newUserChoice(
  seats: { readonly free: number; readonly total: number; readonly problem: string | null } | null,
): Choice {
  const made = choice(newUserAnswer, 'Create one');
  if (seats === null) return { ...made, disabled: 'the org doesn’t show its licences' };
  const notes = [`API only · ${countOf(seats.free, 'integration licence')} of ${seats.total} free`];
  return { ...made, notes, ...(seats.problem ? { disabled: seats.problem } : {}) };
}

export const newUserQuestions = {
  username: {
    kind: 'text',
    id: 'new-user-name',
    title: 'Its username',
    flag: '--create-execution-user',
    placeholder: 'int.billing@acme.example',
    notes: ['In the form of an e-mail address, and unique over all orgs of the world.'],
  },
  email: {
    kind: 'text',
    id: 'new-user-email',
    title: 'Where do mails to it go?',
    flag: '--email',
    placeholder: 'integrations@acme.example',
  },
  objects: {
    kind: 'text',
    id: 'new-user-objects',
    title: 'Which objects may it use?',
    flag: '--objects',
    default: '',
    notes: [
      'For example Account, Order:edit, Invoice__c:delete. Empty: none yet; its permission set is there to be filled.',
    ],
  },
} satisfies Record<string, Omit<TextQuestion, 'check'>>;

/** Why it must be a user that speaks against itself. @param otherwise what is thrown when nobody gives a reason */
export function riskQuestion(risk: 'privileged' | 'interactive', otherwise: KeyturnError): TextQuestion {
  return {
    kind: 'text',
    id: `${risk}-reason`,
    title: 'Why must it be this user? The reason is kept in the audit trail.',
    flag: `--allow-${risk}-user`,
    notes: [otherwise.message],
    check: (text) => (text.trim().length >= 3 ? null : 'a reason has a few words'),
    otherwise,
  };
}

export function permissionSetQuestion(
  { app, username, sets }: { readonly app: string; readonly username: string; readonly sets: readonly string[] },
  otherwise: KeyturnError,
): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'permission-set',
    title: `${plainText(app)} admits approved users only. Which permission set shall ${username} get?`,
    flag: '--grant-permission-set',
    choices: sets.map((name) => choice(name, plainText(name), 'named by the app’s policy')),
    otherwise,
  };
}
