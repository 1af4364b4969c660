import { type Choice, type ChooseQuestion, choice, type TextQuestion } from '../model/question.ts';
import { countOf, plainText } from '../plain/text.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { currentUserWord } from './execution-user.ts';
import { userChange, userChangeWarning } from './setup.ts';

/** The answer that creates a new user. It has no `@`, so it is never a username. */
export const newUserAnswer = '+new';

/** Help of the question: how the list is sorted. */
export const userOrder = [
  'Anyone who has the consumer key and secret can do everything this user can. So the least powerful users come first.',
  'If the app already runs as a user, that user is marked "current" and comes before all others. Enter keeps it.',
  '1. Integration users: API only, with the Salesforce Integration license, not used by another app.',
  '2. Other API-only users, and users that need a permission set or already run other apps.',
  '▲ People, and users with broad permissions (view all data, manage users, customize, author Apex).',
  '■ Administrators, and users who can modify all data. They are never preselected unless current, and you must type a reason.',
  'Dimmed: frozen, inactive, without a license, or not an internal user.',
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
    notes: ["Every token acts with this user's permissions."],
    help: userOrder,
    ...first,
  };
}

/** The app's current user, if the org doesn't show it. Enter must not choose another user instead. */
export function hiddenCurrentUser(username: string): Choice {
  const disabled = "keyturn can't find this user in the org";
  return { ...choice(username, plainText(username, 80), currentUserWord), disabled };
}

/** The choice that creates a user. `seats` is null if the org doesn't show its licenses. */
export function newUserChoice(
  seats: { readonly free: number; readonly total: number; readonly problem: string | null } | null,
): Choice {
  const made = choice(newUserAnswer, 'Create a user');
  if (seats === null) return { ...made, disabled: "the org doesn't show its licenses" };
  const notes = [`API only · ${seats.free} of ${countOf(seats.total, 'integration license')} free`];
  return { ...made, notes, ...(seats.problem ? { disabled: seats.problem } : {}) };
}

export const newUserQuestions = {
  username: {
    kind: 'text',
    id: 'new-user-name',
    title: 'Username of the new user',
    flag: '--create-execution-user',
    placeholder: 'int.billing@acme.example',
    notes: ['It looks like an email address and must be unique across all Salesforce orgs.'],
  },
  email: {
    kind: 'text',
    id: 'new-user-email',
    title: 'Email address of the new user',
    flag: '--email',
    placeholder: 'integrations@acme.example',
  },
  objects: {
    kind: 'text',
    id: 'new-user-objects',
    title: 'Which objects can the user access?',
    flag: '--objects',
    default: '',
    notes: [
      'For example: Account, Order:edit, Invoice__c:delete. Leave it empty to add objects to the permission set later.',
    ],
  },
} satisfies Record<string, Omit<TextQuestion, 'check'>>;

/** Asks a person to type the app's name before a working app gets another user. @throws ConfirmationMissing without a person */
export function userChangeQuestion(app: string, from: string, to: string): TextQuestion {
  return {
    kind: 'text',
    id: 'user-change',
    title: `Type ${plainText(app)} to change its execution user`,
    flag: '--confirm',
    notes: [userChangeWarning(from, to)],
    check: (text) => (text.trim() === app ? null : "it isn't the developer name of the app"),
    otherwise: reason('ConfirmationMissing', { what: userChange(from, to), flag: `\`--confirm ${app}\`` }),
  };
}

/** The answer that assigns no permission set. It has a `+`, so it is never the name of one. */
export const noPermissionSet = '+none';

/** Asks for the reason behind a risky choice. @param otherwise thrown when there is nobody to ask */
export function riskQuestion(risk: 'privileged' | 'interactive', otherwise: KeyturnError): TextQuestion {
  return {
    kind: 'text',
    id: `${risk}-reason`,
    title: 'Why do you need this user? The audit trail keeps your reason.',
    flag: `--allow-${risk}-user`,
    notes: [otherwise.message],
    check: (text) => (text.trim().length >= 3 ? null : 'a reason needs at least 3 characters'),
    otherwise,
  };
}

/** @param admits.isCurrent the app runs as this user, whose profile may be allowed. Enter then assigns nothing */
export function permissionSetQuestion(
  {
    app,
    username,
    sets,
    isCurrent,
  }: {
    readonly app: string;
    readonly username: string;
    readonly sets: readonly string[];
    readonly isCurrent: boolean;
  },
  otherwise: KeyturnError,
): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'permission-set',
    title: `${plainText(app)} admits only approved users. Which permission set should ${username} get?`,
    flag: '--grant-permission-set',
    choices: [
      ...(isCurrent ? [choice(noPermissionSet, 'None', "for a user whose profile is in the app's policy")] : []),
      ...sets.map((name) => choice(name, plainText(name), "listed in the app's policy")),
    ],
    otherwise,
  };
}
