import type { Clock, Log, SignIn, SignIns } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { practiceSignedIn } from '../../words/sign-ins.ts';
import { chooseApiVersion } from '../salesforce/api-version.ts';
import type { Hold } from '../salesforce/connection.ts';
import { openSalesforceOrg } from '../salesforce/org.ts';
import { createRequestLimits, type RequestLimits } from '../salesforce/request-limits.ts';
import type { OrgSession } from '../salesforce/session.ts';
import { trustThisComputer } from '../salesforce/trusted-origin.ts';

const practiceAlias = 'practice';

export interface PracticeSignInsInit {
  readonly instanceUrl: string;
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest wait for an answer, in ms. Default: the deadline of each call. */
  readonly deadlineMs?: number;
  /** Default: the usual limits. */
  readonly limits?: RequestLimits;
  readonly hold?: Hold | undefined;
}

/** The only sign-in of a running practice org. It never touches the sign-in files of this computer. */
export function createPracticeSignIns(init: PracticeSignInsInit): SignIns {
  const { username, orgId, clock, deadlineMs, limits = createRequestLimits() } = init;
  const instanceUrl = init.instanceUrl.replace(/\/+$/, '');
  const aliases = [practiceAlias];
  const lasting = { isDefault: true, broken: null, ending: null };
  const signIn: SignIn = { username, aliases, orgId, instanceUrl, kind: 'practice', ...lasting };
  return {
    list: async () => [signIn],
    defaultOrg: async () => practiceAlias,
    open: async (name, options) => {
      if (name !== username && name !== practiceAlias) throw reason('OrgUnknown', { org: name, known: aliases });
      const { apiVersion: asked, signal } = options ?? {};
      const session = sessionOf(init, name, instanceUrl);
      const origin = trustThisComputer(instanceUrl);
      const turns = limits.of(orgId);
      const apiVersion = await chooseApiVersion({ session, origin, turns, asked, clock, signal, deadlineMs });
      return openSalesforceOrg({ ...init, session, origin, turns, apiVersion, signal });
    },
    login: async ({ loginUrl }) => {
      throw reason('LoginAddressInvalid', { address: loginUrl, problem: practiceSignedIn });
    },
  };
}

function sessionOf(init: PracticeSignInsInit, name: string, instanceUrl: string): OrgSession {
  return {
    username: init.username,
    name,
    orgId: init.orgId,
    instanceUrl,
    isPractice: true,
    clientId: null,
    accessToken: async () => init.accessToken,
    refresh: () => Promise.reject(reason('SessionExpired', { org: name })),
  };
}
