import { shellWord } from '../plain/text.ts';
import { entry, recordedSoFar, unchanged, useOneOf } from './reason.ts';
import { signInAgain } from './sign-in-again.ts';

/** Reaching an org and signing in to it. */
export const orgReasons = {
  OrgUnknown: unchanged<{ org: string; known: readonly string[] }>({
    exit: 2,
    message: ({ org }) => `This computer has no sign-in called ${org}`,
    actions: ({ org, known }) => [
      useOneOf(known, `Sign in first: \`sf org login web${org.includes('@') ? '' : ` --alias ${shellWord(org)}`}\`.`),
      'Or use the practice org: `keyturn --practice`.',
    ],
  }),
  /** `org` is null where no sign-in can be read. */
  SignInBroken: unchanged<{ org: string | null; problem: string }>({
    exit: 3,
    message: ({ org, problem }) =>
      org === null
        ? `keyturn can't read the sign-ins of the Salesforce CLI: ${problem}`
        : `The sign-in to ${org} no longer works: ${problem}`,
    actions: ({ org, problem }) =>
      org === null
        ? ['See whether the Salesforce CLI can read them: `sf org list`.']
        : signInAgain(org, problem, ', or choose it in `keyturn setup`'),
  }),
  AliasesUnreadable: unchanged<{ name: string; problem: string; known: readonly string[] }>({
    exit: 3,
    message: ({ name, problem }) =>
      `No sign-in has the username ${name}, and the aliases of the Salesforce CLI (~/.sfdx/alias.json) can't be read: ${problem}`,
    actions: ({ known }) => [
      useOneOf(known, 'Sign in: `sf org login web`.'),
      'To set aliases again, first move the file away: `mv ~/.sfdx/alias.json ~/.sfdx/alias.json.damaged`.',
    ],
  }),
  /** keyturn is signed in to a different org than the one where it watches the app. Both may have the same alias. */
  OtherOrg: unchanged<{ app: string; orgName: string; orgId: string; found: string; alias: string }>({
    exit: 2,
    message: ({ app, orgName, orgId, found }) =>
      `keyturn watches ${app} in ${orgName} (${orgId}), and ${found} is now signed in to a different org`,
    actions: ({ app, orgName, alias }) => [
      `Sign in to ${orgName} again: \`sf org login web --alias ${shellWord(alias)}\`, or name its sign-in with \`-o\`.`,
      `If ${orgName} no longer exists, stop watching the app: \`keyturn unwatch ${app}\`.`,
    ],
  }),
  SignInNotSaved: unchanged<{ username: string }>({
    exit: 1,
    message: ({ username }) =>
      `Salesforce signed ${username} in, but keyturn couldn't read the sign-in back from this computer`,
    actions: () => [
      'If no keyring is running, set `SF_USE_GENERIC_UNIX_KEYCHAIN=true`, then sign in again.',
      'Check that your home folder is writable.',
    ],
  }),
  SignInTimedOut: unchanged<{ seconds: number }>({
    exit: 1,
    message: ({ seconds }) => `The sign-in in the browser was not finished within ${seconds} s`,
    actions: () => ['Choose the org again, and finish the sign-in on the page that opens.'],
  }),
  LoginAddressInvalid: unchanged<{ address: string; problem: string }>({
    exit: 2,
    message: ({ address, problem }) => `${address} is not a Salesforce login address: ${problem}`,
    actions: () => ['Use the My Domain address, for example `https://acme.my.salesforce.com`.'],
  }),
  LoginPortTaken: unchanged<{ port: number }>({
    exit: 1,
    message: ({ port }) => `Another program uses port ${port}, which the browser sign-in needs`,
    actions: () => ['Finish or cancel any other open sign-in, then try again.'],
  }),
  /** `problem` is why it couldn't be renewed, if the org said so. */
  SessionExpired: entry<{ org: string; problem?: string }>({
    exit: 3,
    message: ({ org, problem }) =>
      `The session in ${org} has expired, and keyturn couldn't renew it${problem ? `: ${problem}` : ''}`,
    safe: recordedSoFar,
    actions: ({ org, problem = '' }) => signInAgain(org, problem, ', then run the same command'),
  }),
  OrgUnreachable: entry<{ host: string; problem: string }>({
    exit: 75,
    message: ({ host, problem }) => `${host} doesn't answer: ${problem}`,
    safe: recordedSoFar,
    actions: () => ['Check the network and https://status.salesforce.com.', 'Run the same command again.'],
  }),
  OrgUnavailable: entry<{ host: string; status: number; retryAfterSeconds?: number }>({
    exit: 75,
    message: ({ host, status }) => `${host} is unavailable (HTTP ${status})`,
    safe: recordedSoFar,
    actions: ({ retryAfterSeconds }) => [
      `Run the same command again${retryAfterSeconds ? ` in ${retryAfterSeconds} s` : ' in a few minutes'}.`,
    ],
  }),
  OrgAnswerUnreadable: entry<{ host: string; call: string; problem: string }>({
    exit: 75,
    message: ({ host, call, problem }) => `${host} sent an answer that keyturn can't read (${call}): ${problem}`,
    safe: recordedSoFar,
    actions: () => ['Check that no proxy or login page answers instead of Salesforce.', 'Run the same command again.'],
  }),
  OrgAnswersTooLarge: entry<{ host: string; call: string }>({
    exit: 1,
    message: ({ host, call }) => `The answers of ${host} together are more than keyturn keeps in memory (${call})`,
    safe: recordedSoFar,
    actions: () => [
      'Check whether somebody created a very large number of apps in the org. Delete those that nobody needs.',
      'Run the same command again.',
    ],
  }),
  RequestLimitExceeded: entry<{ host: string }>({
    exit: 75,
    message: ({ host }) => `${host} has reached its daily API request limit (REQUEST_LIMIT_EXCEEDED)`,
    safe: 'Integrations that call this org hit the same limit.',
    actions: () => [
      'See Setup ▸ Company Information ▸ API Requests, Last 24 Hours.',
      'Run the same command again later.',
    ],
  }),
  OrgRefused: entry<{ call: string; errorCode: string; message: string }>({
    exit: 1,
    message: ({ call, errorCode, message }) => `Salesforce refused ${call}: ${message} (${errorCode})`,
    safe: recordedSoFar,
    actions: () => ["Read Salesforce's message above, then run the same command again."],
  }),
  ApiVersionTooOld: unchanged<{ highest: string; needed: string }>({
    exit: 3,
    message: ({ highest, needed }) => `The org supports API ${highest} at most, and keyturn needs ${needed}`,
    actions: () => ['Wait until the org is upgraded, or choose another org.'],
  }),
  ApiVersionUnknown: unchanged<{ asked: string; offered: string }>({
    exit: 2,
    message: ({ asked, offered }) => `The org doesn't support API ${asked}. It offers ${offered}`,
    actions: () => ['Leave out `--api-version`. keyturn then uses the newest version that the org offers.'],
  }),
};
