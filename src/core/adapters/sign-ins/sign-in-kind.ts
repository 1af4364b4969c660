import { isoDay } from '../../plain/time.ts';
import type { OrgKind, SignIn } from '../../ports/ports.ts';
import { upstreamText } from '../salesforce/untrusted-text.ts';
import type { BrokerSignIn } from './broker-answers.ts';

/** A sign-in as it is shown: what kind of org, whether it is the default, and what is wrong with it. */
export function signInOf(found: BrokerSignIn, defaultOrg: string | null, now: number): SignIn {
  const { username, aliases, orgId, instanceUrl } = found;
  return {
    username,
    aliases,
    orgId,
    instanceUrl: instanceUrl.replace(/\/+$/, ''),
    kind: kindOf(found),
    isDefault: defaultOrg !== null && (defaultOrg === username || aliases.includes(defaultOrg)),
    broken: brokenness(found, now),
    ending: endingOf(found),
  };
}

function endingOf({ username, aliases, problem, expiresAt, renewal }: BrokerSignIn): SignIn['ending'] {
  if (problem !== null) return null;
  const name = aliases[0] ?? username;
  if (expiresAt !== null) {
    const cure = `Set up what is still needed in another org, then forget this one: \`sf org logout --target-org ${name}\`.`;
    return { at: expiresAt, problem: `the org ends on ${isoDay(expiresAt)}`, cure };
  }
  const keyLogin = (file: string) =>
    `\`sf org login jwt --client-id <consumer key> --jwt-key-file ${file} --username ${username} --alias ${name}\``;
  if (renewal.by === 'lost-key') {
    const path = upstreamText(renewal.path, 200);
    const cure = `Put the key back, or sign in with the one you have: ${keyLogin('<file>')}.`;
    return { at: null, problem: `its key ${path} can’t be read, so this session is the last one`, cure };
  }
  if (renewal.by !== 'nothing') return null;
  const cure = `Sign in with a key: ${keyLogin('server.key')}. Where somebody has a browser: \`sf org login web --alias ${name}\`.`;
  return { at: null, problem: 'it can’t be renewed, so this session is the last one', cure };
}

function brokenness({ username, aliases, problem, expiresAt }: BrokerSignIn, now: number): SignIn['broken'] {
  const name = aliases[0] ?? username;
  if (problem !== null) {
    return { problem: upstreamText(problem, 200), cure: `Sign in again: \`sf org login web --alias ${name}\`.` };
  }
  if (expiresAt === null || expiresAt > now) return null;
  return { problem: 'the org has expired', cure: `Forget it: \`sf org logout --target-org ${name}\`.` };
}

/** From what its file says, else from the address; a sandbox that expires is a scratch org. */
function kindOf({ isScratch, isSandbox, isTrial, edition, instanceUrl }: BrokerSignIn): OrgKind {
  const host = URL.canParse(instanceUrl) ? new URL(instanceUrl).hostname : '';
  if (isScratch || host.includes('.scratch.')) return 'scratch';
  if (isSandbox || host.includes('.sandbox.') || /--[^.]+\.my\.salesforce\./.test(host)) return 'sandbox';
  if (isTrial || host.includes('.trial.')) return 'trial';
  if (/developer/i.test(edition) || host.includes('.develop.')) return 'developer';
  return edition !== '' || host.endsWith('.salesforce.com') ? 'production' : 'unknown';
}
