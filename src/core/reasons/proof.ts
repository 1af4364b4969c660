import { currentKept, entry, sameAgain } from './reason.ts';
import { cureOf, secretAccessPlace } from './setup-places.ts';

/** Verifying credentials with a token request. */
export const proofReasons = {
  ProofRefused: entry<{ app: string; cause: string; cure: string; restored: boolean }>({
    exit: 1,
    message: ({ app, cause, restored }) =>
      `${app} got no token: ${cause}${restored ? '. keyturn undid its changes' : ''}`,
    safe: 'If the message says so, keyturn undid what it deployed. Nothing else changed.',
    actions: ({ app, cure }) => [cureOf(app, cure), sameAgain],
  }),
  ProofInconclusive: entry<{ app: string; cause: string; cure: string }>({
    exit: 75,
    message: ({ app, cause }) => `keyturn can't tell yet whether ${app} gets a token: ${cause}`,
    safe: 'What keyturn deployed stays. Nothing was undone.',
    actions: ({ app, cure }) => [cureOf(app, cure), 'Run the same command again. It continues with the verification.'],
  }),
  AppGivesNoToken: entry<{ app: string; cause: string; cure: string }>({
    exit: 3,
    message: ({ app, cause }) => `${app} gets no token: ${cause}`,
    safe: "Consumers get no token until that is fixed. keyturn keeps all credentials that Salesforce hasn't refused.",
    actions: ({ app, cure }) => [
      cureOf(app, cure),
      `Then continue with \`keyturn resume ${app}\`. Salesforce may need a few minutes.`,
    ],
  }),
  ProofWrongUser: entry<{ app: string; expected: string; actual: string; restored: boolean }>({
    exit: 1,
    message: ({ app, expected, actual, restored }) =>
      `${app} got a token that acts as ${actual}, not as ${expected}${restored ? '. keyturn undid its changes' : ''}`,
    safe: 'The credentials work, but with the permissions of another user.',
    actions: ({ app }) => [
      `Check the execution user in Setup ▸ External Client App Manager ▸ ${app} ▸ Policies.`,
      'Run the same command again.',
    ],
  }),
  SecretUnreadable: entry<{ app: string; problem: string }>({
    exit: 3,
    message: ({ app, problem }) => `keyturn can't read the consumer secret of ${app}: ${problem}`,
    safe: currentKept,
    actions: () => [
      `Turn on REST access to secrets: ${secretAccessPlace}.`,
      'If it is on, and was so for more than a minute, ask Salesforce Support why the org hides secrets.',
      sameAgain,
    ],
  }),
  CredentialsUnusable: entry<{ app: string; what: 'key' | 'secret' }>({
    exit: 3,
    message: ({ app, what }) =>
      `The consumer ${what} of ${app} that Salesforce sent has spaces, quotes or characters that no env file can hold`,
    safe: `keyturn stored and delivered nothing of it. ${currentKept}`,
    actions: () => ['Check that no proxy changes the answers of Salesforce.', sameAgain],
  }),
  ProverFailed: entry<{ program: string; problem: string }>({
    exit: 2,
    message: ({ program, problem }) => `keyturn can't use ${program} to verify credentials: ${problem}`,
    safe: 'Nothing changed in the org.',
    actions: () => [
      'Give the absolute path of a program that only you or root can change, in folders that only you or root can change.',
    ],
  }),
};
