import type { AppComponents } from '../external-client-app/components.ts';
import { isOn } from '../external-client-app/file-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import { scopesOf } from '../external-client-app/other-flows.ts';
import { isPerson, isPrivileged, unfitness } from '../model/execution-user.ts';
import { severities } from '../model/severity.ts';
import { linesOf } from '../plain/text.ts';
import { day } from '../plain/time.ts';
import { type FindingWords, findingWords } from '../words/audit.ts';
import type { AuditedApp, AuditedConsumer, AuditReport, Finding } from './report.ts';

type Facts = Omit<AuditedApp, 'findings'> & {
  /** null if the app's settings can't be read. */
  readonly components: AppComponents | null;
};

/** Days before Salesforce empties the staging slot from which it is a caution. */
const soonDays = 7;

/** The risks of an app, the worst first. Risks of the flow count only if the flow is on. */
export function findingsOfApp(app: Facts, now: number): readonly Finding[] {
  const isUsed = app.flow.state === 'on' || app.flow.state === 'half-on';
  return sorted(
    linesOf(
      flowFindings(app),
      isUsed && userFindings(app),
      isUsed && app.components && policyFindings(app.components),
      isUsed && app.otherFlows.length > 0 && finding('note', 'OtherFlows', app.otherFlows),
      (app.consumers ?? []).flatMap((consumer) => slotFindings(consumer, now)),
    ),
  );
}

/** The risks of the whole org. */
export function findingsOfOrg(org: Pick<AuditReport, 'secretAccess' | 'metadataSecretAccess'>): readonly Finding[] {
  return linesOf(
    org.metadataSecretAccess === true && finding('danger', 'MetadataSecretAccessOn'),
    org.secretAccess === true && finding('caution', 'SecretAccessLeftOn'),
  );
}

function sorted(findings: readonly Finding[]): readonly Finding[] {
  const weight = ({ severity }: Finding) => severities.indexOf(severity);
  return findings.toSorted((one, other) => weight(one) - weight(other));
}

function finding<Code extends keyof typeof findingWords>(
  severity: Finding['severity'],
  code: Code,
  ...facts: Parameters<(typeof findingWords)[Code]>
): Finding {
  const say = findingWords[code] as (...facts: unknown[]) => FindingWords;
  const [sentence, cure] = say(...facts);
  return { severity, code, sentence, cure };
}

function flowFindings({ flow, executionUser, summary }: Facts): readonly Finding[] {
  const isMissing = executionUser === null && flow.state !== 'off';
  return linesOf(
    flow.state === 'half-on' && finding('caution', 'FlowHalfOn', summary.developerName, flow.app === false),
    isMissing && flow.runsAs && finding('danger', 'UserMissing', flow.runsAs),
  );
}

function userFindings({ executionUser: user }: Facts): readonly Finding[] {
  if (!user) return [];
  const { username, powers, otherApps, isApiOnly } = user;
  const unfit = unfitness(user);
  const isPowerful = powers.length > 0 && !isPrivileged(user);
  return linesOf(
    unfit && finding('danger', 'UserUnfit', user, unfit),
    isPrivileged(user) && finding('danger', 'UserPrivileged', username),
    isPowerful && finding('caution', 'UserPowerful', username, powers),
    isPerson(user) && finding('danger', 'UserIsPerson', username),
    !isPerson(user) && !isApiOnly && finding('caution', 'UserNotApiOnly', username),
    otherApps.length > 1 && finding('caution', 'UserShared', username, otherApps.length),
  );
}

function policyFindings(components: AppComponents): readonly Finding[] {
  const { oauthPolicy, global } = components;
  const policy = (field: string) => (oauthPolicy ? elementText(oauthPolicy, field) : null);
  const scopes = scopesOf(components);
  const asksFor = (name: string) => scopes.some((scope) => scope.toLowerCase() === name);
  return linesOf(
    policy('permittedUsersPolicyType') === 'AllSelfAuthorized' && finding('note', 'AllUsersPermitted'),
    policy('ipRelaxationPolicyType')?.startsWith('Bypass') === true && finding('caution', 'IpBypassed'),
    policy('requiredSessionLevel') === 'HIGH_ASSURANCE' && finding('caution', 'HighAssurance'),
    asksFor('full') && finding('caution', 'ScopeFull'),
    scopes.length > 0 && !asksFor('api') && finding('caution', 'ScopeApiMissing'),
    global !== null && isOn(global, 'isIntrospectAllTokens') && finding('note', 'IntrospectsAllTokens'),
  );
}

function slotFindings({ name, slot }: AuditedConsumer, now: number): readonly Finding[] {
  return (slot ?? []).map(({ state, isYours, ...pair }) => {
    const facts = { consumer: name, ...pair };
    const isSoon = pair.expiresAt !== null && pair.expiresAt - now <= soonDays * day;
    if (state === 'Rotated') return finding(isSoon ? 'caution' : 'note', 'PreviousPair', facts);
    if (state === 'Expired') return finding('note', 'ExpiredPair', facts);
    return isYours ? finding('note', 'StagedPair', facts) : finding('caution', 'StrangersPair', facts);
  });
}
