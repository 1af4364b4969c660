import { type ChooseQuestion, choice, type TextQuestion } from '../model/question.ts';
import type { SignIn } from '../model/sign-in.ts';
import { plainText } from '../plain/text.ts';
import { type KeyturnError, reason } from '../reasons/errors.ts';

const practiceChoice = choice('practice', 'Practice org', 'simulated, on this computer, no risk', 'good');
const loginChoice = choice('login', 'Log in to another org', 'in the browser');

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
    notes: ['Reading only: nothing is changed before you agree to the plan.'],
    help: ['The list holds every org that the Salesforce CLI on this computer is signed in to.'],
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
  title: 'Where do you log in?',
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
    title: 'The My Domain address',
    flag: '--target-org',
    placeholder: 'https://acme.my.salesforce.com',
    check: (text) => (isAddress(text) ? null : `${plainText(text)} is no address`),
  };
}

/** What failed in the preflight can be mended and looked at again. */
export function preflightQuestion(first: KeyturnError, failed: readonly KeyturnError[]): ChooseQuestion {
  const isOne = failed.length === 1;
  return {
    kind: 'choose',
    id: 'preflight',
    title: isOne ? first.message : `${failed.length} things stand in the way`,
    flag: '--target-org',
    notes: isOne ? [] : failed.map(({ message }) => message),
    choices: [choice('again', 'Look again', 'once it is mended')],
    otherwise: first,
  };
}

export function borrowQuestion(): ChooseQuestion {
  return {
    kind: 'choose',
    id: 'borrow',
    title: 'Consumer secrets can’t be read over REST in this org. Borrow that setting?',
    flag: '--yes',
    notes: [
      'It is turned on for the seconds it takes to read one secret, then off again.',
      'That is journalled first, and given back even after a crash, at the next start.',
    ],
    choices: [
      choice('no', 'No', 'turn it on in Setup yourself'),
      choice('yes', 'Borrow it', 'after you agreed to the plan'),
    ],
    otherwise: reason('SecretAccessDisabled', {}),
  };
}

export function resumeQuestion(answers: Readonly<Record<string, string>>): ChooseQuestion {
  const words = [answers.org, answers.app, answers['execution-user']].filter((word) => word !== undefined);
  return {
    kind: 'choose',
    id: 'resume',
    flag: '--answers',
    title: 'A setup was left unfinished. Go on from there?',
    notes: words.length > 0 ? [words.join(' · ')] : [],
    choices: [
      choice('resume', 'Go on', 'with the answers given so far', 'good'),
      choice('anew', 'Start over', 'nothing in the org is undone by that'),
    ],
    default: 'resume',
  };
}

/** What went wrong, and what can be done about it. */
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
      choice('leave', 'Leave', 'the next start offers to go on from here'),
    ],
    otherwise: error,
  };
}
