import { createPublicKey } from 'node:crypto';
import { remove, rotate, stage } from '../credentials/life-cycle.ts';
import { ComponentProblem } from '../metadata/component/problem.ts';
import { checkText } from '../metadata/component/read-text.ts';
import { APP_TYPES } from '../metadata/types/registry.ts';
import { type App, type Consumer, executionUserOf, rememberFormerUser, setField, setFlow } from '../model/app.ts';
import type { ComponentType } from '../model/component.ts';
import type { OrgModel } from '../model/org.ts';
import type { User } from '../model/user.ts';
import { freezeAsSalesforce } from '../oauth/auto-containment.ts';
import { issueClientCredentialsToken } from '../oauth/client-credentials.ts';
import { stolenPair } from '../oauth/leak.ts';
import { thisComputer } from '../oauth/oauth-request.ts';
import { permissionNames } from '../rest/objects/permissions.ts';
import { refreshSandbox } from '../seeds/sandbox.ts';

type Body = Readonly<Record<string, unknown>>;
/** The result of an act, or the reason why it isn't possible. */
type Outcome = Readonly<Record<string, unknown>> | string;

const global: ComponentType = 'ExtlClntAppGlobalOauthSettings';
const policy: ComponentType = 'ExtlClntAppOauthConfigurablePolicies';
const switches: ComponentType = 'ExtlClntAppConfigurablePolicies';

/** A certificate that nobody can sign with. */
const someCertificate = '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----';

function isPublicKey(pem: string): boolean {
  if (pem === someCertificate) return true;
  try {
    createPublicKey(pem);
    return true;
  } catch {
    return false;
  }
}

type Act = (org: OrgModel, body: Body) => Outcome;

/** What other people do in the org, by name. `PracticeActs` in embed-types.ts has the same ones. */
const table = {
  rotateInSetup: onConsumer((org, _app, consumer) => {
    if (consumer.staged?.state !== 'Active') {
      if (consumer.staged) remove(org, consumer, consumer.staged);
      stage(org, consumer, org.data.adminUserId);
    }
    if (consumer.staged) rotate(org, consumer, consumer.staged);
    return { consumerKey: consumer.primary.key };
  }),
  stage: onConsumer((org, _app, consumer) => {
    if (consumer.staged) return 'the staging slot is taken';
    const other = org.userNamed(`otto.admin@${org.data.domain}`);
    const pair = stage(org, consumer, other?.id ?? org.data.adminUserId);
    return { id: pair.id, consumerKey: pair.key };
  }),
  flowOff: changing((_org, app) => setFlow(app, false)),
  flowOn: changing((_org, app) => setFlow(app, true)),
  oauthOff: changing((_org, app) => setField(app, switches, 'isOauthPluginEnabled', 'false')),
  oauthOn: changing((_org, app) => {
    setField(app, switches, 'isOauthPluginEnabled', 'true');
    setField(app, switches, 'isEnabled', 'true');
  }),
  setPolicy: onField(policy),
  setGlobal: onField(global),
  setSettings: onField('ExtlClntAppOauthSettings'),
  setCertificate: onApp((_org, app, { value = someCertificate }) => {
    if (typeof value !== 'string' || !isPublicKey(value)) return 'value must be a certificate or a public key in PEM';
    app.certificate = value;
    return {};
  }),
  deleteApp: changing((org, app) => {
    org.data.apps = org.data.apps.filter((one) => one !== app);
  }),
  attackerSignsIn: onConsumer((org, app, consumer) => {
    const answer = issueClientCredentialsToken(org, stolenPair(org, consumer));
    return 'token' in answer ? { app: app.developerName, sessionId: answer.id } : answer.refusal.error_description;
  }),
  refreshSandbox: (org) => {
    refreshSandbox(org);
    return { apps: org.data.apps.length };
  },
  freeze: onUser((_org, user) => ({ ...user, isFrozen: true })),
  unfreeze: onUser((_org, user) => ({ ...user, isFrozen: false })),
  salesforceFreezes: (org, { username }) => {
    const user = userIn(org, username);
    if (typeof user === 'string') return user;
    freezeAsSalesforce(org, user);
    return { username: user.username };
  },
  vpn: (org, { on }) => {
    org.data.riskyAddresses = on === true ? [thisComputer] : [];
    return { on: on === true };
  },
  deactivate: onUser((_org, user) => ({ ...user, isActive: false })),
  activate: onUser((_org, user) => ({ ...user, isActive: true })),
  grantPermission: (org, body) => changePermission(org, body, true),
  revokePermission: (org, body) => changePermission(org, body, false),
  secretAccess: (org, { on }) => {
    org.data.settings.enableClientSecretInRestApiAccess = String(on === true);
    return { on: on === true };
  },
  secretAccessOverMetadata: (org, { on }) => {
    org.data.settings.enableConsumerSecretApiAccess = String(on === true);
    return { on: on === true };
  },
  verifyIdentity: (org) => {
    org.data.knobs.verificationWall = false;
    return { verificationWall: false };
  },
  endSessions: (org, { username }) => {
    const user = userIn(org, username);
    if (typeof user === 'string') return user;
    // A JWT token has no session that can be ended.
    const ended = org.data.sessions.filter(
      (session) => session.userId === user.id && !session.isJwt && org.isLive(session),
    );
    for (const session of ended) session.isEnded = true;
    return { ended: ended.length };
  },
} satisfies Readonly<Record<string, Act>>;

export type ActName = keyof typeof table;

const acts: Readonly<Record<string, Act>> = table;

/** Performs `{"act": "<name>", …}`. */
export function act(org: OrgModel, body: Body): Outcome {
  const name = String(body.act ?? '');
  if (!Object.hasOwn(acts, name)) return `act must be one of ${Object.keys(acts).join(', ')}`;
  const outcome = acts[name]?.(org, body) ?? {};
  org.changed();
  return outcome;
}

function onApp(work: (org: OrgModel, app: App, body: Body) => Outcome) {
  return (org: OrgModel, body: Body): Outcome => {
    const apps = org.data.apps.map(({ developerName }) => developerName).join(', ');
    if (typeof body.app !== 'string') return `app is missing. This org has ${apps}`;
    const app = org.appNamed(body.app);
    return app ? work(org, app, body) : `app must be the developer name of an app. This org has ${apps}`;
  };
}

/** An act that changes an app and returns nothing. */
function changing(work: (org: OrgModel, app: App) => void) {
  return onApp((org, app) => {
    work(org, app);
    return {};
  });
}

function onField(type: ComponentType) {
  return onApp((_org, app, { field, value }) => {
    if (typeof field !== 'string' || typeof value !== 'string') {
      return `${typeof field === 'string' ? 'value' : 'field'} is missing`;
    }
    const problem = fieldProblem(type, field, value);
    if (problem !== null) return problem;
    if (!app.components[type]) return `${app.developerName} has no ${type}`;
    const userBefore = executionUserOf(app);
    setField(app, type, field, value);
    rememberFormerUser(app, userBefore);
    return { field, value };
  });
}

/** Why a deploy would refuse this value; null if it wouldn't. */
function fieldProblem(type: ComponentType, name: string, value: string): string | null {
  const fields = APP_TYPES.find(({ xmlName }) => xmlName === type)?.fields ?? [];
  const texts = fields.filter(({ kind }) => kind.is !== 'group');
  const spec = texts.find((one) => one.name === name);
  if (!spec) return `field must be one of ${texts.map((one) => one.name).join(', ')}`;
  try {
    checkText({ name, namespace: '', attributes: new Map(), text: value, children: [], line: 1, column: 1 }, spec);
    return null;
  } catch (error) {
    if (error instanceof ComponentProblem) return error.message;
    throw error;
  }
}

function userIn(org: OrgModel, username: unknown): User | string {
  if (typeof username !== 'string') return 'username is missing';
  return org.userNamed(username) ?? `this org has no user ${username}`;
}

function onConsumer(work: (org: OrgModel, app: App, consumer: Consumer) => Outcome) {
  return onApp((org, app, body) => {
    const consumer = body.consumer ? app.consumers.find(({ id }) => id === body.consumer) : app.consumers[0];
    if (!consumer) return 'the app has no OAuth consumer with this id';
    org.settleStaged(consumer);
    return work(org, app, consumer);
  });
}

function onUser(work: (org: OrgModel, user: User) => User) {
  return (org: OrgModel, { username }: Body): Outcome => {
    const user = userIn(org, username);
    if (typeof user === 'string') return user;
    org.putUser(work(org, user));
    return { username: user.username };
  };
}

function changePermission(org: OrgModel, { username, permission }: Body, isGranted: boolean): Outcome {
  const user = userIn(org, username);
  if (typeof user === 'string') return user;
  const known = permissionNames.join(', ');
  if (typeof permission !== 'string') return `permission is missing. This org knows ${known}`;
  if (!permissionNames.includes(permission)) return `permission must be one of ${known}`;
  const profile = org.profileOf(user);
  const others = profile.permissions.filter((name) => name !== permission);
  profile.permissions = isGranted ? [...others, permission] : others;
  return { profile: profile.name, permission, granted: isGranted };
}
