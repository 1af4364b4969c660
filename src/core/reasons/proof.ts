import { entry } from './reason.ts';

/** The token that proves a pair. */
export const proofReasons = {
  ProofRefused: entry<{ app: string; cause: string; cure: string; restored: boolean }>({
    exit: 1,
    message: ({ app, cause, restored }) =>
      `${app} got no token: ${cause}${restored ? '. The changes were taken back' : ''}`,
    safe: 'What this run had deployed is taken back as far as the message says; nothing else was touched.',
    actions: ({ cure }) => [cure, 'Then run the same command again.'],
  }),
  ProofInconclusive: entry<{ app: string; cause: string; cure: string }>({
    exit: 75,
    message: ({ app, cause }) => `Whether ${app} gets a token can't be said yet: ${cause}`,
    safe: 'What was deployed stays; nothing was taken back.',
    actions: ({ cure }) => [cure, 'Run the same command again: it goes on with the proof.'],
  }),
  ProofWrongUser: entry<{ app: string; expected: string; actual: string; restored: boolean }>({
    exit: 1,
    message: ({ app, expected, actual, restored }) =>
      `${app} got a token that acts as ${actual}, not as ${expected}${restored ? '. The changes were taken back' : ''}`,
    safe: 'The pair works, but with the permissions of another user.',
    actions: () => [
      'Look at the execution user in Setup ▸ External Client App Manager ▸ Policies.',
      'Run the same command again.',
    ],
  }),
  SecretUnreadable: entry<{ app: string; problem: string }>({
    exit: 3,
    message: ({ app, problem }) => `The consumer secret of ${app} can't be read: ${problem}`,
    safe: 'The primary credential still works.',
    actions: () => [
      'Setup ▸ External Client App Settings ▸ turn on *Allow access to External Client App consumer secrets via REST API*.',
      'Then run the same command again.',
    ],
  }),
  ProverFailed: entry<{ program: string; problem: string }>({
    exit: 2,
    message: ({ program, problem }) => `${program} can't be used to prove: ${problem}`,
    safe: 'Nothing in the org was changed.',
    actions: () => ['Give an absolute path to a program that you or root own and nobody else can write.'],
  }),
};
