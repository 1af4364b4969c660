import { countOf } from '../plain/text.ts';

const after = (detail: string | undefined) => (detail ? `: ${detail}` : '');

/** Why a channel didn't deliver a message. */
export const channelProblems = {
  interrupted: 'it was interrupted',
  noAnswer: (limitMs: number) => `no answer within ${limitMs / 1000} s`,
  notSent: 'the message could not be sent',
  noLongerNeeded: 'the consumer no longer waits for it, or has another contact',
  over: 'what it reports is over',
  noCodes: 'a log never gets the code of a contact',
  secretMissing: (name: string) => `its secret is not stored yet: run \`keyturn secret set ${name}\``,
  noAddress: 'its stored address is not a web address',
  notHttps: 'its address must start with https://',
  redirected: (status: number) => `it answered ${status}. keyturn follows no redirects: store the new address`,
  page: (status: number) => `a web page answered (${status}), probably of a proxy or a sign-in: nothing was delivered`,
  notAccepted: (status: number, detail: string) =>
    `it answered ${status} without accepting the message${after(detail)}`,
  answered: (status: number, detail: string) => `it answered ${status}${after(detail)}`,
  certificateNotTrusted: (detail: string | undefined) => `its certificate is not trusted (${detail})`,
  notTakenFor: (addresses: readonly string[]) => `the mail server did not accept it for ${addresses.join(', ')}`,
  passwordUnencrypted: 'keyturn sends no password without encryption',
  signInRefused: (detail: string | undefined) => `the mail server refuses the sign-in${after(detail)}`,
  tlsFromStart: (port: number) => `port ${port} expects TLS from the start: set the channel's encryption to "tls"`,
  tlsLater: (port: number) => `port ${port} doesn't begin with TLS: set the channel's encryption to "starttls"`,
  noStarttls: 'the mail server offers no encryption (STARTTLS)',
  tlsFailed: 'the encrypted connection could not be opened',
  mailRefused: (detail: string) => `the mail server refuses it: ${detail}`,
  programUntrusted: (path: string, why: string) => `keyturn doesn't run ${path}: ${why}`,
  programMissing: (program: string) =>
    `${program} is not installed, so keyturn can't show notifications on this desktop`,
  programUnusable: (program: string, code: string | null) => `keyturn can't run ${program}: ${code}`,
  programEnded: (program: string, by: string | number | null, detail: string) =>
    `${program} ended with ${typeof by === 'string' ? by : `exit code ${by}`}${after(detail)}`,
  fileUnwritable: (path: string, why: string) => `keyturn can't write ${path}: ${why}`,
} as const;

/** By the code of Node's network error. */
export const networkProblems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'its host is unknown',
  EAI_AGAIN: "its host name can't be looked up right now",
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  ETIMEDOUT: 'the connection timed out',
  ENETUNREACH: "its network can't be reached",
  EHOSTUNREACH: "its host can't be reached",
};

export const otherNotices = '`keyturn status` shows the others.';

export function moreNotices(count: number): string {
  return `And ${countOf(count, 'more notice')}: \`keyturn status\` shows all of them.`;
}
