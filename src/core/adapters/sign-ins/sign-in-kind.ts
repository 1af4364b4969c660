import { outsideText } from '../../plain/outside-text.ts';
import type { OrgKind, SignIn } from '../../ports/ports.ts';
import { signInProblems } from '../../words/sign-ins.ts';
import type { BrokerSignIn } from './broker-answers.ts';

/** A sign-in for display: the kind of org, whether it is the default, and what is wrong with it. */
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
  if (expiresAt !== null) return signInProblems.orgEnds(expiresAt, name);
  if (renewal.by === 'lost-key')
    return signInProblems.keyLost(
      outsideText(renewal.path, 200),
      username,
      name,
      renewal.clientId && outsideText(renewal.clientId, 512),
    );
  return renewal.by === 'nothing' ? signInProblems.noRenewal(username, name) : null;
}

function brokenness({ username, aliases, problem, expiresAt }: BrokerSignIn, now: number): SignIn['broken'] {
  const name = aliases[0] ?? username;
  if (problem !== null) return signInProblems.broken(outsideText(problem, 200), name);
  return expiresAt === null || expiresAt > now ? null : signInProblems.orgEnded(name);
}

/** From the sign-in file, otherwise from the address. A sandbox with an expiry date is a scratch org. */
function kindOf({ isScratch, isSandbox, isTrial, edition, instanceUrl }: BrokerSignIn): OrgKind {
  const host = URL.canParse(instanceUrl) ? new URL(instanceUrl).hostname : '';
  if (isScratch || host.includes('.scratch.')) return 'scratch';
  if (isSandbox || host.includes('.sandbox.') || /--[^.]+\.my\.salesforce\./.test(host)) return 'sandbox';
  if (isTrial || host.includes('.trial.')) return 'trial';
  if (/developer/i.test(edition) || host.includes('.develop.')) return 'developer';
  return edition !== '' || host.endsWith('.salesforce.com') ? 'production' : 'unknown';
}
