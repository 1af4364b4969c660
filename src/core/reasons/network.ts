import { hostOf } from '../plain/org-host.ts';
import { entry, recordedSoFar, sameAgain, unchanged } from './reason.ts';

/** An app of the org, and the address at which it is watched. */
interface WatchedAt {
  readonly app: string;
  readonly instanceUrl: string;
}

/** @param url an address of the org; null if unknown. Salesforce's login hosts lead to the org's own. */
function signInAgain(org: string, url: string | null): string {
  const login = (at: string) => `\`sf org login web --alias ${org} --instance-url ${at}\``;
  return url === null
    ? `Sign in again: ${login('https://login.salesforce.com')}. For a sandbox: ${login('https://test.salesforce.com')}.`
    : `Sign in again: ${login(url)}.`;
}

/** How to set the clock of this computer. */
export const setClock =
  'Set the clock of this computer. On Linux: `sudo timedatectl set-ntp true`. On macOS: `sudo sntp -sS time.apple.com`. On Windows: `w32tm /resync`.';

/** What keeps requests from leaving this computer, or from going where they belong. No value of a proxy variable is repeated. */
export const networkReasons = {
  HostNotAllowed: unchanged<{ host: string; org: string; watched: WatchedAt | null }>({
    exit: 3,
    message: ({ host, org, watched }) =>
      watched === null
        ? `The sign-in to ${org} leads to ${host}, which is not an address of Salesforce. keyturn sends no token or secret there`
        : `The sign-in to ${org} leads to ${host}, and keyturn watches its apps at ${hostOf(watched.instanceUrl)}. keyturn sends no token or secret to ${host}`,
    actions: ({ host, org, watched }) => [
      signInAgain(org, watched?.instanceUrl ?? null),
      `If you trust ${host}, for example because it is your own gateway, allow it: \`${watched === null ? `keyturn setup -o ${org}` : `keyturn watch ${watched.app}`} --allow-host ${host}\`.`,
    ],
  }),
  HostNotEncrypted: unchanged<{ host: string; org: string; isSalesforce: boolean }>({
    exit: 3,
    message: ({ host, org }) =>
      `The sign-in to ${org} leads to http://${host}. keyturn sends tokens and secrets over https only`,
    actions: ({ host, org, isSalesforce }) => [signInAgain(org, isSalesforce ? `https://${host}` : null)],
  }),
  HostChanged: unchanged<{ app: string; org: string; from: string; to: string }>({
    exit: 3,
    message: ({ app, org, from, to }) =>
      `The address of ${org} has changed: keyturn watches ${app} at ${from}, and the sign-in now leads to ${to}`,
    actions: ({ app, org, from }) => [
      `If the change is right, for example a new My Domain name, accept it: \`keyturn check ${app} --accept\`.`,
      `If not, sign in at the old address: \`sf org login web --alias ${org} --instance-url https://${from}\`.`,
    ],
  }),
  ClockDiffers: entry<{ org: string; span: string; isAhead: boolean }>({
    exit: 75,
    message: ({ org, span, isAhead }) =>
      `This computer's clock is ${span} ${isAhead ? 'ahead of' : 'behind'} the clock of ${org}. While they differ by more than 5 minutes, keyturn does nothing there only because time has passed`,
    safe: recordedSoFar,
    actions: ({ org }) => [setClock, `Compare the clocks again: \`keyturn doctor -o ${org}\`.`],
  }),
  TlsUnchecked: unchanged<{ org?: string | undefined }>({
    exit: 3,
    message: () =>
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off the check of certificates, so anyone on the network path could read tokens and secrets. keyturn sends nothing while it is set',
    actions: ({ org }) => [
      'Remove it: `unset NODE_TLS_REJECT_UNAUTHORIZED`.',
      "If your company inspects TLS, trust its certificate: `export NODE_EXTRA_CA_CERTS=<file.pem>`. Or trust this computer's certificates: `export NODE_USE_SYSTEM_CA=1`.",
      org === undefined ? sameAgain : `Then test it: \`keyturn doctor -o ${org}\`.`,
    ],
  }),
  ProxyUnusable: unchanged<{ variable: string; problem: string }>({
    exit: 2,
    message: ({ variable, problem }) => `${variable} is not a proxy address that keyturn can use: ${problem}`,
    actions: ({ variable }) => [
      `Set it to the address of the proxy: \`export ${variable}=http://<host>:<port>\`.`,
      'Write special characters in a username or password percent-encoded: %40 for @, %5C for a backslash.',
    ],
  }),
  ProxyRefused: entry<{ host: string; status: number }>({
    exit: 3,
    message: ({ host, status }) =>
      status === 407
        ? `The proxy in HTTPS_PROXY asks for a valid username and password before it connects to ${host} (407)`
        : `The proxy in HTTPS_PROXY doesn't connect to ${host} (${status})`,
    safe: recordedSoFar,
    actions: ({ host, status }) => [
      status === 407
        ? 'Add them to the address: `export HTTPS_PROXY=http://<user>:<password>@<host>:<port>`, with special characters percent-encoded.'
        : `Ask the administrator of the proxy to allow ${host}, port 443.`,
      `Or connect without the proxy: add ${host} to NO_PROXY.`,
    ],
  }),
};
