import type {
  Caller,
  MetadataKnob,
  MetadataOrg,
  PermissionSetFacts,
} from '../../../src/practice-org/metadata/org-port.ts';
import type { App, Pair } from '../../../src/practice-org/model/app.ts';
import type { FieldMap } from '../../../src/practice-org/model/component.ts';

export const ADMIN_TOKEN = '00D000000000001AAA!admin';
export const READER_TOKEN = '00D000000000001AAA!reader';

const ADMIN = ['ModifyMetadata', 'ExternalClientAppDeveloper', 'ExternalClientAppAdmin'];

export interface MiniOrg extends MetadataOrg {
  time: number;
  readonly knobs: Record<MetadataKnob, string | number | boolean>;
  readonly callers: Map<string, Caller>;
  readonly byName: Map<string, App>;
}

/** The smallest org the Metadata API runs on: no apps, three users, a clock one sets. */
export function miniOrg(): MiniOrg {
  let count = 0;
  const next = () => String(++count).padStart(12, '0');
  const settings: FieldMap = {};
  const sets = new Map<string, PermissionSetFacts>();
  const byName = new Map<string, App>();
  const callers = new Map<string, Caller>([
    [ADMIN_TOKEN, { userId: '005000000000001AAA', name: 'Ada Admin', permissions: new Set(ADMIN), jwt: false }],
    [
      READER_TOKEN,
      { userId: '005000000000002AAA', name: 'Rea Reader', permissions: new Set(['ApiEnabled']), jwt: false },
    ],
  ]);
  const pair = (): Pair => ({ key: `3MVG9.key.${next()}`, secret: `SECRET.${next()}`, createdAt: 0, createdById: '' });
  const org: MiniOrg = {
    orgId: '00D000000000001AAA',
    sandbox: false,
    namespace: '',
    newestVersion: 67,
    time: Date.UTC(2026, 10, 23, 10),
    knobs: {
      apiOnlyEnforced: 'token',
      bundleStrictness: 'lenient',
      createBundle: true,
      deployMs: 300,
      deployRunning: false,
      orderStrict: false,
      replaceMode: 'replace',
    },
    callers,
    byName,
    deploys: [],
    now: () => org.time,
    knob: (name) => org.knobs[name],
    newId: (prefix) => `${prefix}${next()}AAA`,
    newPair: pair,
    newConsumer: (name) => ({ id: `888${next()}AAA`, name, primary: pair(), staged: null, gone: [] }),
    apps: () => byName.values(),
    appNamed: (name) =>
      [...byName.values()].find((app) => app.developerName.toLowerCase() === name.toLowerCase()) ?? null,
    newApp: ({ developerName, label }) => ({
      id: `0xI${next()}AAA`,
      developerName,
      label,
      namespace: null,
      components: {},
      consumers: [],
      certificate: null,
    }),
    putApp: (app) => byName.set(app.developerName, app),
    dropApp: (app) => byName.delete(app.developerName),
    settings: () => settings,
    putSettings: (fields) => Object.assign(settings, fields),
    permissionSets: () => sets.values(),
    putPermissionSet: (facts) => sets.set(facts.name, facts),
    hasProfile: (name) => name === 'System Administrator',
    userNamed: (username) =>
      ['run@acme.example', 'ada@acme.example'].includes(username)
        ? { id: '005000000000003AAA', apiOnly: username.startsWith('run') }
        : null,
    nameOfUser: (id) => [...callers.values()].find((caller) => caller.userId === id)?.name ?? '',
    otherAdminThan: () => '005000000000009AAA',
    callerOf: (token) => callers.get(token) ?? null,
    callerById: (userId) => [...callers.values()].find((caller) => caller.userId === userId) ?? null,
    changed: () => undefined,
  };
  return org;
}
