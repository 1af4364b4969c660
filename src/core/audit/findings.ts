import type { AppComponents } from '../external-client-app/components.ts';
import { isOn } from '../external-client-app/file-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import { scopesOf } from '../external-client-app/other-flows.ts';
import type { UserFacts } from '../model/execution-user.ts';
import { isPerson, isPrivileged, unfitness } from '../model/execution-user.ts';
import { countOf, plainText, shortKey } from '../plain/text.ts';
import { unfitWords } from '../words/execution-user.ts';
import type { AuditedApp, AuditedConsumer, AuditReport, Finding, Severity } from './report.ts';

type Facts = Omit<AuditedApp, 'findings'> & {
  /** null where the app's settings can't be read. */
  readonly components: AppComponents | null;
};

const severities: readonly Severity[] = ['danger', 'caution', 'note'];
const day = 86_400_000;
/** Salesforce removes what lies in the slot by itself; from so many days before it is worth saying. */
const soonDays = 7;

/** What speaks against an app as it is, the worst first. What an app with its flow off would do is not looked for. */
export function findingsOfApp(app: Facts, now: number): readonly Finding[] {
  const isUsed = app.flow.state === 'on' || app.flow.state === 'half-on';
  return sorted([
    ...flowFindings(app),
    ...(isUsed ? userFindings(app) : []),
    ...(isUsed && app.components ? policyFindings(app.components) : []),
    ...(isUsed && app.otherFlows.length > 0 ? [otherFlows(app.otherFlows)] : []),
    ...(app.consumers ?? []).flatMap((consumer) => slotFindings(consumer, now)),
  ]);
}

/** What concerns every app of the org. */
export function findingsOfOrg({
  secretAccess,
  metadataSecretAccess,
}: Pick<AuditReport, 'secretAccess' | 'metadataSecretAccess'>): readonly Finding[] {
  return sorted([
    ...(metadataSecretAccess === true
      ? [
          finding('danger', 'MetadataSecretAccessOn', 'Consumer secrets can be read through the Metadata API.', {
            cure: 'Setup ▸ External Client App Settings: turn access to OAuth consumer secrets via Metadata API off; nothing needs it.',
          }),
        ]
      : []),
    ...(secretAccess === true
      ? [
          finding('caution', 'SecretAccessLeftOn', 'Consumer secrets can be read over REST all the time.', {
            cure: 'Turn it off in Setup ▸ External Client App Settings when no rotation runs; keyturn borrows it for the seconds it needs it.',
          }),
        ]
      : []),
  ]);
}

export function sorted(findings: readonly Finding[]): readonly Finding[] {
  const weight = ({ severity }: Finding) => severities.indexOf(severity);
  return [...findings].sort((one, other) => weight(one) - weight(other));
}

function finding(
  severity: Severity,
  code: string,
  sentence: string,
  { cure = null }: { readonly cure?: string | null } = {},
): Finding {
  return { severity, code, sentence, cure };
}

function flowFindings({ flow, executionUser, summary }: Facts): readonly Finding[] {
  const found: Finding[] = [];
  if (flow.state === 'half-on') {
    const side = flow.app === false ? 'in its policies, but off in its own settings' : 'but names no execution user';
    const cure = `\`keyturn setup --app ${plainText(summary.developerName)}\` turns on what is missing.`;
    found.push(finding('caution', 'FlowHalfOn', `The flow is on ${side}: no token is issued.`, { cure }));
  }
  if (flow.runsAs !== null && executionUser === null && flow.state !== 'off') {
    const sentence = `It runs as ${plainText(flow.runsAs)}, whom this org doesn’t have.`;
    found.push(
      finding('danger', 'UserMissing', sentence, { cure: 'Name another execution user with `keyturn setup`.' }),
    );
  }
  return found;
}

function userFindings({ executionUser: user }: Facts): readonly Finding[] {
  if (!user) return [];
  const why = unfitness(user);
  const unfit = why && unfitWords(user, why);
  return [
    ...(unfit ? [finding('danger', 'UserUnfit', `${user.username} is ${unfit.problem}.`, { cure: unfit.cure })] : []),
    ...powerFindings(user),
    ...kindFindings(user),
    ...(user.otherApps.length > 1
      ? [
          finding('caution', 'UserShared', `${user.username} runs ${countOf(user.otherApps.length, 'app')}.`, {
            cure: 'Give every integration a user of its own: then one of them can be frozen without the others.',
          }),
        ]
      : []),
  ];
}

function powerFindings(user: UserFacts): readonly Finding[] {
  const cure = 'Choose a user with only the permissions that the integration needs.';
  if (isPrivileged(user)) {
    return [
      finding('danger', 'UserPrivileged', `${user.username} can modify all data or is an administrator.`, { cure }),
    ];
  }
  if (user.powers.length === 0) return [];
  return [finding('caution', 'UserPowerful', `${user.username} has ${user.powers.join(', ')}.`, { cure })];
}

function kindFindings(user: UserFacts): readonly Finding[] {
  const cure = 'Choose a user with API Only User, on the Salesforce Integration licence.';
  if (isPerson(user))
    return [finding('danger', 'UserIsPerson', `${user.username} is a person who signs in.`, { cure })];
  if (user.isApiOnly) return [];
  return [finding('caution', 'UserNotApiOnly', `${user.username} is not restricted to the API.`, { cure })];
}

function policyFindings(components: AppComponents): readonly Finding[] {
  const { oauthPolicy, oauthSettings, global } = components;
  const policy = (field: string) => (oauthPolicy ? elementText(oauthPolicy, field) : null);
  const scopes = scopesOf(oauthSettings ? elementText(oauthSettings, 'commaSeparatedOauthScopes') : null);
  const found: Finding[] = [];
  if (policy('permittedUsersPolicyType') === 'AllSelfAuthorized') {
    found.push(
      finding('note', 'AllUsersPermitted', 'All users may authorize themselves for this app.', {
        cure: 'Admin-approved users with one permission set, assigned to the execution user alone, are safer.',
      }),
    );
  }
  if (policy('ipRelaxationPolicyType')?.startsWith('Bypass')) {
    found.push(
      finding('caution', 'IpBypassed', 'IP restrictions are bypassed: its pair works from any address.', {
        cure: 'Set IP Relaxation to Enforce, and the integration’s addresses on the user’s profile.',
      }),
    );
  }
  if (policy('requiredSessionLevel') === 'HIGH_ASSURANCE') {
    found.push(
      finding('caution', 'HighAssurance', 'Its policies ask for a high-assurance session, which no machine reaches.', {
        cure: 'Set the required session level to Standard.',
      }),
    );
  }
  if (scopes.some((scope) => scope.toLowerCase() === 'full')) {
    const cure = 'Take Full out of its scopes: Api is what an integration needs.';
    found.push(finding('caution', 'ScopeFull', 'It asks for full access.', { cure }));
  }
  if (scopes.length > 0 && !scopes.some((scope) => scope.toLowerCase() === 'api')) {
    const cure = 'Add the scope Api in its OAuth settings.';
    found.push(
      finding('caution', 'ScopeApiMissing', 'Its scopes lack Api: the REST API refuses its tokens.', { cure }),
    );
  }
  if (global && isOn(global, 'isIntrospectAllTokens')) {
    const cure = 'Turn it off unless the app is a gateway that needs it.';
    found.push(finding('note', 'IntrospectsAllTokens', 'It may look at the tokens of every app.', { cure }));
  }
  return found;
}

function otherFlows(flows: readonly string[]): Finding {
  return finding('note', 'OtherFlows', `The same consumer key also serves: ${flows.join('; ')}.`, {
    cure: 'A rotation changes the pair for all of them; an app of its own for client credentials avoids that.',
  });
}

function slotFindings({ name, slot }: AuditedConsumer, now: number): readonly Finding[] {
  return (slot ?? []).map(({ state, consumerKey, createdBy, createdAt, expiresAt, isYours }) => {
    const key = consumerKey ? shortKey(consumerKey) : 'unknown key';
    const by = isYours ? 'you' : createdBy ? plainText(createdBy, 80) : 'somebody';
    const since = createdAt === null ? '' : ` on ${dayOf(createdAt)}`;
    const until = expiresAt === null ? '' : `, until ${dayOf(expiresAt)}`;
    const isSoon = expiresAt !== null && expiresAt - now <= soonDays * day;
    const consumer = plainText(name, 60);
    switch (state) {
      case 'Rotated':
        return finding(
          isSoon ? 'caution' : 'note',
          'PreviousPair',
          `The previous pair of ${consumer} (${key}) still works${until}.`,
          {
            cure: 'Delete it as soon as every integration uses the new one.',
          },
        );
      case 'Expired':
        return finding('note', 'ExpiredPair', `An expired pair (${key}) lies in the slot of ${consumer}.`, {
          cure: 'Delete it, so that a new one can be staged.',
        });
      default:
        return finding(
          isYours ? 'note' : 'caution',
          isYours ? 'StagedPair' : 'StrangersPair',
          `A pair of ${consumer} (${key}) was staged by ${by}${since}${until}.`,
          {
            cure: isYours
              ? 'Rotate it or delete it; it gets tokens already.'
              : 'Ask whoever staged it before you touch it: it gets tokens already, and blocks a rotation.',
          },
        );
    }
  });
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
