import { type ChooseQuestion, choice, type TextQuestion } from '../model/question.ts';
import type { SignIn } from '../model/sign-in.ts';
import { plainText } from '../plain/text.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';
import { newAppAnswer } from './app-questions.ts';
import { newUserAnswer } from './user-questions.ts';

const practiceChoice = choice('practice', 'Practice org', 'simulated, on this computer, no risk', 'good');
const loginChoice = choice('login', 'Sign in to another org', 'in the browser');

export function orgQuestion(
  signIns: readonly SignIn[],
  options: { readonly defaultOrg: string | null; readonly offersPractice: boolean },
): ChooseQuestion {
  const others = options.offersPractice ? [loginChoice, practiceChoice] : [loginChoice];
  return {
    kind: 'choose',
    id: 'org',
    title: 'Which org?',
    flag: '--target-org',
    choices: [...signIns.map(signInChoice), ...(signIns.length > 0 ? others : others.toReversed())],
    ...(options.defaultOrg ? { default: options.defaultOrg } : {}),
    notes: ['keyturn only reads the org until you approve the plan.'],
    help: ['The list shows every org that the Salesforce CLI on this computer is signed in to.'],
  };
}

function signInChoice({ username, aliases, kind, isDefault, broken, ending }: SignIn) {
  const problem = broken?.problem ?? ending?.problem;
  const name = aliases[0];
  return {
    ...choice(name ?? username, plainText(name ? `${name}  ${username}` : username)),
    notes: [kind, ...(isDefault ? ['default'] : []), ...(problem ? [plainText(problem)] : [])],
    ...(broken ? { tone: 'off' as const, disabled: `${plainText(broken.problem)}. ${plainText(broken.cure)}` } : {}),
  };
}

export const loginAddressQuestion: ChooseQuestion = {
  kind: 'choose',
  id: 'login-address',
  title: 'Where do you sign in?',
  flag: '--target-org',
  choices: [
    choice('my-domain', 'My Domain address', 'like https://acme.my.salesforce.com', 'good'),
    choice('production', 'Production', 'login.salesforce.com'),
    choice('sandbox', 'Sandbox', 'test.salesforce.com'),
  ],
};

export function myDomainQuestion(isAddress: (text: string) => boolean): TextQuestion {
  return {
    kind: 'text',
    id: 'login-my-domain',
    title: 'What is the My Domain address?',
    flag: '--target-org',
    placeholder: 'https://acme.my.salesforce.com',
    check: (text) => {
      if (isAddress(text)) return null;
      return text.trim() === '' ? 'Type the address of the org' : `${plainText(text)} is not a valid address`;
    },
  };
}

/** Lets a person fix what the preflight found, then check again. */
export function preflightQuestion(first: KeyturnError, failed: readonly KeyturnError[]): ChooseQuestion {
  const isOne = failed.length === 1;
  return {
    kind: 'choose',
    id: 'preflight',
    title: isOne ? first.message : `Fix these ${failed.length} problems to continue`,
    flag: '--target-org',
    notes: isOne ? [] : failed.map(({ message }) => message),
    choices: [choice('again', 'Check again', isOne ? 'after you fix it' : 'after you fix them')],
    otherwise: first,
  };
}

/** @param isPlanned whether a person approves a plan before the setting is turned on */
export function borrowQuestion(isPlanned = true): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'borrow',
    title: 'REST access to secrets is off in this org. Turn it on temporarily?',
    flag: '--yes',
    notes: [
      'keyturn turns it on for the few seconds it takes to read the secret, then off again.',
      'The audit trail records it first. If keyturn crashes, it turns the setting off at its next start.',
    ],
    choices: [
      choice('no', 'No', 'you turn it on yourself'),
      choice('yes', 'Yes', isPlanned ? 'after you approve the plan' : 'now'),
    ],
    otherwise: reason('SecretAccessDisabled', {}),
  };
}

/** What is created has no name before a person gives it one. */
function named(answer: string | undefined, name: string | undefined, created: string): string | undefined {
  return answer === newUserAnswer || answer === newAppAnswer ? (name ?? created) : answer;
}

export function resumeQuestion(answers: Readonly<Record<string, string>>): ChooseQuestion {
  const words = [
    answers.org,
    named(answers.app, answers['new-app-label'], 'a new app'),
    named(answers['execution-user'], answers['new-user-name'], 'a new user'),
  ].filter((word) => word !== undefined);
  return {
    kind: 'choose',
    id: 'resume',
    flag: '--answers',
    title: 'You have an unfinished setup. Continue it?',
    notes: words.length > 0 ? [words.join(' · ')] : [],
    choices: [
      choice('resume', 'Continue', 'with your earlier answers', 'good'),
      choice('anew', 'Start over', 'this undoes nothing in the org'),
    ],
    default: 'resume',
  };
}

/** What went wrong, whether integrations are safe, and what to do. */
export function troubleQuestion(error: KeyturnError): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'trouble',
    flag: '--no-prompt',
    title: error.message,
    notes: [error.safe, ...error.actions.map((action) => `• ${action}`), `Reason code: ${error.code}`],
    choices: [
      choice('again', 'Try again'),
      choice('back', 'Go back'),
      choice('leave', 'Quit', 'you can continue at the next start'),
    ],
    otherwise: error,
  };
}
