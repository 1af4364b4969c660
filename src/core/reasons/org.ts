import { entry, unchanged, useOneOf } from './reason.ts';

/** Reaching an org and being signed in to it. */
export const orgReasons = {
  OrgUnknown: unchanged<{ org: string; known: readonly string[] }>({
    exit: 2,
    message: ({ org }) => `No sign-in on this computer is called ${org}`,
    actions: ({ known }) => [
      useOneOf(known, 'Sign in first: `sf org login web --alias <name>`.'),
      'Or try it without risk: `keyturn --practice`.',
    ],
  }),
  SignInBroken: unchanged<{ org: string; problem: string }>({
    exit: 3,
    message: ({ org, problem }) => `The sign-in to ${org} doesn't work any more: ${problem}`,
    actions: ({ org }) => [`Sign in again: \`sf org login web --alias ${org}\`, or choose it in \`keyturn setup\`.`],
  }),
  SignInNotSaved: unchanged<{ username: string }>({
    exit: 1,
    message: ({ username }) =>
      `Salesforce signed ${username} in, but the sign-in could not be read back from this computer`,
    actions: () => [
      'Set `SF_USE_GENERIC_UNIX_KEYCHAIN=true` where no keyring runs, then sign in again.',
      'Check that the home folder can be written.',
    ],
  }),
  SignInTimedOut: unchanged<{ seconds: number }>({
    exit: 1,
    message: ({ seconds }) => `Nobody finished the sign-in in the browser within ${seconds} s`,
    actions: () => ['Choose the org again and finish the page that opens.'],
  }),
  LoginAddressInvalid: unchanged<{ address: string; problem: string }>({
    exit: 2,
    message: ({ address, problem }) => `${address} is no Salesforce login address: ${problem}`,
    actions: () => ['Give the My Domain address, like `https://acme.my.salesforce.com`.'],
  }),
  LoginPortTaken: unchanged<{ port: number }>({
    exit: 1,
    message: ({ port }) => `Port ${port}, where the browser comes back to, is taken by another program`,
    actions: () => ['Finish or end the other sign-in that is waiting, then try again.'],
  }),
  SessionExpired: entry<{ org: string }>({
    exit: 3,
    message: ({ org }) => `The session in ${org} has expired and could not be renewed`,
    safe: 'The work so far is journalled; integrations work as before.',
    actions: ({ org }) => [`Sign in again: \`sf org login web --alias ${org}\`, then run the same command.`],
  }),
  OrgUnreachable: entry<{ host: string; problem: string }>({
    exit: 75,
    message: ({ host, problem }) => `${host} doesn't answer: ${problem}`,
    safe: 'The work so far is journalled; integrations work as before.',
    actions: () => ['Check the network and https://status.salesforce.com.', 'Run the same command again.'],
  }),
  OrgUnavailable: entry<{ host: string; status: number; retryAfterSeconds?: number }>({
    exit: 75,
    message: ({ host, status }) => `${host} is unavailable (HTTP ${status})`,
    safe: 'The work so far is journalled; integrations work as before.',
    actions: ({ retryAfterSeconds }) => [
      `Run the same command again${retryAfterSeconds ? ` in ${retryAfterSeconds} s` : ' in a few minutes'}.`,
    ],
  }),
  OrgAnswerUnreadable: entry<{ host: string; call: string; problem: string }>({
    exit: 75,
    message: ({ host, call, problem }) => `${host} gave an answer to ${call} that can't be read: ${problem}`,
    safe: 'The work so far is journalled; integrations work as before.',
    actions: () => ['Check that no proxy or login page stands in between.', 'Run the same command again.'],
  }),
  RequestLimitExceeded: entry<{ host: string }>({
    exit: 75,
    message: ({ host }) => `${host} has used up its API requests of the day (REQUEST_LIMIT_EXCEEDED)`,
    safe: 'Integrations that call this org meet the same limit.',
    actions: () => ['Setup ▸ Company Information ▸ API Requests, Last 24 Hours.', 'Run the same command again later.'],
  }),
  OrgRefused: entry<{ call: string; errorCode: string; message: string }>({
    exit: 1,
    message: ({ call, errorCode, message }) => `Salesforce refused ${call}: ${message} (${errorCode})`,
    safe: 'The work so far is journalled; integrations work as before.',
    actions: () => ['Read the message of Salesforce above; then run the same command again.'],
  }),
  ApiVersionTooOld: unchanged<{ highest: string; needed: string }>({
    exit: 3,
    message: ({ highest, needed }) => `The org speaks API ${highest} at most; this needs ${needed}`,
    actions: () => ['Wait for the org to be upgraded, or choose another org.'],
  }),
  ApiVersionUnknown: unchanged<{ asked: string; offered: string }>({
    exit: 2,
    message: ({ asked, offered }) => `The org doesn't speak API ${asked}; it offers ${offered}`,
    actions: () => ['Leave `--api-version` out: the highest that the org lists is used.'],
  }),
};
