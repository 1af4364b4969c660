import { countOf } from '../plain/text.ts';

const after = (detail: string | undefined) => (detail ? `: ${detail}` : '');

/** Why a channel did not take a message. */
export const channelProblems = {
  interrupted: 'it was interrupted',
  noAnswer: (limitMs: number) => `no answer within ${limitMs / 1000} s`,
  notSent: 'it could not be sent',
  secretMissing: (name: string) => `its secret is not stored yet: run \`keyturn secret set ${name}\``,
  noAddress: 'its stored address is no address',
  notHttps: 'its address has to begin with https://',
  redirected: (status: number) => `it answered ${status}, and redirects are not followed: store the new address`,
  answered: (status: number, detail: string) => `it answered ${status}${after(detail)}`,
  certificateNotTrusted: (detail: string | undefined) => `its certificate is not trusted (${detail})`,
  notTakenFor: (addresses: readonly string[]) => `it was not taken for ${addresses.join(', ')}`,
  passwordUnencrypted: 'its password is not sent without encryption',
  signInRefused: (detail: string | undefined) => `the mail server refuses the sign-in${after(detail)}`,
  mailRefused: (detail: string) => `the mail server refuses it: ${detail}`,
  programUntrusted: (path: string, why: string) => `${path} is not run: ${why}`,
  programMissing: (program: string) => `${program} is not installed, so that nothing is shown on this desktop`,
  programUnusable: (program: string, code: string | null) => `${program} can't be run: ${code}`,
  programEnded: (program: string, by: string | number | null, detail: string) =>
    `${program} ended with ${typeof by === 'string' ? by : `exit code ${by}`}${after(detail)}`,
  fileUnwritable: (path: string, why: string) => `${path} can't be written: ${why}`,
} as const;

/** Source: the codes of Node's network errors. */
export const networkProblems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'its host is not known',
  EAI_AGAIN: 'its host can not be looked up now',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ETIMEDOUT: 'no connection in time',
  ENETUNREACH: 'its network can not be reached',
  EHOSTUNREACH: 'its host can not be reached',
};

export const otherNotices = '`keyturn status` shows the others.';

export function moreNotices(count: number): string {
  return `And ${countOf(count, 'more notice')}: \`keyturn status\` shows all of them.`;
}
