import { describe, expect, it } from 'vitest';
import type { MetadataFile } from '../../../src/core/model/app.ts';
import type { EmergencyRun } from '../../../src/core/model/emergency-run.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { DeployProgress, DeployRequest, OrgPermission } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { readPrimary, replaceByDeploy, resetFlags } from '../../../src/core/rotation/replace-by-deploy.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { appFiles } from '../external-client-app/app-files.ts';
import { textOf } from '../external-client-app/files.ts';
import { noon } from '../watch/watched-apps.ts';
import { newKey, oldKey, otherKey, watched } from './given.ts';
import { emergency, lost, refused, runWith } from './run-with.ts';

const secret = new Secret('a new secret');
const notStaged = { stays: null, staged: null, savedAt: null, stageIntendedAt: null };
const progress: DeployProgress = {
  ...{ id: '0Af1', status: 'Succeeded', done: true, checkOnly: false, componentsDone: 1, componentsTotal: 1 },
  ...{ components: [], failures: [], canceledBy: null, detail: null },
};

interface Setup {
  readonly global?: Record<string, string>;
  readonly emergency?: Partial<EmergencyRun>;
  readonly rotation?: Partial<Rotation>;
  readonly looks?: readonly (DeployProgress | Error)[];
  /** The key that is primary once something was deployed. */
  readonly primary?: string;
  readonly keepsAccess?: boolean;
  readonly files?: readonly MetadataFile[];
  /** Permissions that the person lacks, or why the org doesn't show them. */
  readonly lacks?: readonly OrgPermission[] | Error;
}

function bench({ global, looks = [progress], primary = newKey, keepsAccess, lacks = [], ...setup }: Setup = {}) {
  const sent: { readonly request: DeployRequest; readonly known: unknown; readonly open: readonly string[] }[] = [];
  const asked: string[] = [];
  const files = setup.files ?? Object.values(appFiles({ global: { consumerSecret: '(hidden)', ...global } }));
  const todo = [...looks];
  const made = runWith({
    rotation: { ...emergency({ replaceBy: 'deploy', ...setup.emergency }), ...notStaged, ...setup.rotation },
    org: {
      secretAccess: (async () => false) as never,
      permissions: (async () => {
        if (lacks instanceof Error) throw lacks;
        return { granted: new Set(), missing: new Set(lacks), unknown: new Set() };
      }) as never,
      apps: {
        consumers: async () => [
          { id: watched.consumerId, name: fromOutside('c'), consumerKey: sent.length > 0 ? primary : oldKey },
        ],
        readPair: async (...ids) => {
          asked.push(['read', ...ids].join(' '));
          const isMade = sent.length > 0 || made.run.rotation.stays !== null;
          if (isMade) return { consumerKey: primary, consumerSecret: secret };
          return { consumerKey: oldKey, consumerSecret: new Secret(`secret of ${oldKey}`) };
        },
      },
      metadata: {
        list: async () => files,
        retrieve: async (refs) => files.filter((file) => refs.includes(file)),
        recentDeploys: async () => [],
        startDeploy: async (request) => {
          sent.push({ request, known: made.memory.runs[0], open: made.memory.openIntents.map(({ action }) => action) });
          return '0Af1';
        },
        deployStatus: async () => {
          const found = todo.shift() ?? progress;
          if (found instanceof Error) throw found;
          return found;
        },
        setSecretAccess: async (isOn) => {
          asked.push(isOn ? 'on' : 'off');
          if (!isOn && keepsAccess) throw reason('OrgRefused', { call: 'off', errorCode: 'NO', message: 'no' });
        },
      },
    },
  });
  const text = () => textOf(sent[0]?.request.files[0]?.content);
  return { ...made, sent, asked, text };
}

const flags = (isOn: boolean) =>
  new RegExp(`<shouldRotateConsumerKey>${isOn}<[^]*<shouldRotateConsumerSecret>${isOn}<`);

describe('replacing a pair by a deploy', () => {
  it('writes down what it is about to do, sends the two flags alone, and watches the new pair', async () => {
    const { run, sent, text, notes, news } = bench();
    await replaceByDeploy(run);
    expect(sent).toMatchObject([
      {
        request: { checkOnly: false, ignoreWarnings: true, files: [{ fullName: 'Billing_Sync_glbloauth' }] },
        known: { emergency: { replaceIntendedAt: noon } },
        open: ['replace-by-deploy'],
      },
    ]);
    expect(text()).toMatch(flags(true));
    expect(text()).not.toMatch(/consumerSecret>|certificate/);
    expect(text()).toContain('<callbackUrl>https://billing.example/callback</callbackUrl>');
    expect(run.rotation.stays).toBe(newKey);
    expect(run.watched.consumerKey).toBe(newKey);
    const component = 'Billing_Sync_glbloauth';
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'replace-by-deploy', component },
      { event: 'noted', action: 'replace-by-deploy', deploy: '0Af1', rotation: run.rotation.id },
      { event: 'done', action: 'replace-by-deploy', component },
    ]);
    expect(news).toEqual([
      { kind: 'doing', act: 'replace-by-deploy' },
      { kind: 'done', act: 'replace-by-deploy', detail: newKey },
    ]);
  });

  it.each(['ViewClientSecret', 'ExternalClientAppDeveloper', 'ModifyMetadata'] as const)(
    'deploys nothing without %s: keyturn could not read what the deploy makes',
    async (permission) => {
      const { run, sent, notes, news } = bench({ lacks: [permission] });
      await expect(replaceByDeploy(run)).rejects.toMatchObject({
        code: 'PermissionMissing',
        message: expect.stringContaining(permission),
      });
      expect([sent, notes(), news, run.rotation.emergency?.replaceIntendedAt]).toEqual([[], [], [], null]);
    },
  );

  it("deploys all the same where the org doesn't show the permissions, and later where it doesn't answer", async () => {
    const hidden = bench({ lacks: refused });
    await replaceByDeploy(hidden.run);
    expect(hidden.sent).toHaveLength(1);
    const silent = bench({ lacks: lost });
    await expect(replaceByDeploy(silent.run)).rejects.toBe(lost);
    expect(silent.sent).toHaveLength(0);
  });

  it("says nothing of a new pair that the org doesn't show", async () => {
    const { run, news } = bench({ primary: oldKey });
    await replaceByDeploy(run);
    expect([run.rotation.stays, news.length]).toEqual([null, 1]);
  });

  it('says when another deploy is in front of it, and nothing while its own goes on', async () => {
    const { run, news } = bench({
      looks: [
        { ...progress, status: 'InProgress', done: false },
        { ...progress, status: 'Pending', done: false, detail: fromOutside('another one') },
      ],
    });
    await replaceByDeploy(run);
    expect(news.filter(({ kind }) => kind === 'warning')).toEqual([{ kind: 'warning', warning: 'another-deploy' }]);
  });

  it('goes on after a look at the deploy that failed', async () => {
    const { run } = bench({ looks: [lost, progress] });
    await replaceByDeploy(run);
    expect(run.rotation.stays).toBe(newKey);
  });

  it('knows of no new pair when the deploy fails, whatever was seen before', async () => {
    const { run, notes } = bench({ looks: [{ ...progress, status: 'Failed' }] });
    await expect(replaceByDeploy(run)).rejects.toMatchObject({ code: 'DeployFailed' });
    expect([run.rotation.stays, run.seen]).toEqual([null, null]);
    expect(notes().at(-1)).toMatchObject({ event: 'failed', reason: 'DeployFailed' });
  });

  it.each<[string, Setup, RegExp | null]>([
    ["the person's certificate", { emergency: { certificate: { pem: 'PEM' } as never } }, /<certificate>PEM</],
    ['no certificate where there is none', { emergency: { certificate: 'none' } }, null],
    [
      'the certificate that is there',
      { global: { certificate: 'KNOWN' }, emergency: { certificate: { pem: 'PEM' } as never } },
      /<certificate>KNOWN</,
    ],
  ])('sends %s', async (_name, setup, expected) => {
    const { run, text } = bench(setup);
    await replaceByDeploy(run);
    if (expected) expect(text()).toMatch(expected);
    else expect(text()).not.toContain('certificate');
  });

  it("sends nothing where the settings of the app can't be found", async () => {
    const { run, sent } = bench({
      files: Object.values(appFiles()).filter(({ fullName }) => !fullName.includes('glbl')),
    });
    await expect(replaceByDeploy(run)).rejects.toMatchObject({
      code: 'ComponentMissing',
      message: expect.stringContaining('ExtlClntAppGlobalOauthSettings'),
    });
    expect([sent, run.rotation.emergency?.replaceIntendedAt]).toEqual([[], null]);
  });
});

describe('reading the pair that a deploy made', () => {
  const borrow = (mayBorrow: boolean) => ({
    rotation: {
      ...{ stays: newKey, rotatedAt: noon, endedAt: noon },
      consent: { confirmed: true, otherFlows: false, borrow: mayBorrow },
    },
  });

  it.each([
    [true, ['on', `read ${watched.appId} ${watched.consumerId}`, 'off']],
    [false, [`read ${watched.appId} ${watched.consumerId}`]],
  ])("saves it, and borrows the org's setting for that only with consent: %s", async (mayBorrow, calls) => {
    const { run, asked, pairs, notes, news } = bench(borrow(mayBorrow));
    await readPrimary(run);
    expect(asked).toEqual(calls);
    expect(pairs.get(newKey)?.consumerSecret.equals(secret)).toBe(true);
    expect(run.rotation.savedAt).toBe(noon);
    expect(run.watched.consumerKey).toBe(newKey);
    expect(notes().filter(({ action }) => action === 'save-pair')).toMatchObject([
      { event: 'intended', consumerKey: newKey, store: 'file' },
      { event: 'done' },
    ]);
    expect(news).toEqual([
      { kind: 'doing', act: 'read-pair' },
      { kind: 'done', act: 'save-pair', pair: 'new pair', detail: newKey },
    ]);
  });

  it('warns where the setting could not be given back', async () => {
    const { run, news } = bench({ ...borrow(true), keepsAccess: true });
    await readPrimary(run);
    expect(news).toContainEqual({ kind: 'warning', warning: 'secret-access-kept' });
  });

  it('looks again where it reads another pair, and goes by none', async () => {
    const { run, news } = bench({ ...borrow(false), primary: otherKey });
    await readPrimary(run);
    expect(run.rotation.savedAt).toBeNull();
    expect([run.seen?.primaryKey, news.length]).toEqual([oldKey, 1]);
  });
});

describe('the flags that make a new pair', () => {
  it.each([
    { shouldRotateConsumerKey: 'true', shouldRotateConsumerSecret: 'true' },
    { shouldRotateConsumerKey: 'true' },
    { shouldRotateConsumerSecret: 'true' },
  ])('are turned off again: %o', async (global) => {
    const { run, sent, text, notes, news } = bench({ global });
    await resetFlags(run);
    expect(sent).toMatchObject([{ request: { checkOnly: false }, open: ['deploy'] }]);
    expect(text()).toMatch(flags(false));
    expect(run.rotation.emergency?.flagsResetAt).toBe(run.ports.clock.now());
    expect(notes()).toMatchObject([
      { event: 'intended', action: 'deploy', component: 'Billing_Sync_glbloauth' },
      { event: 'noted', deploy: '0Af1', rotation: run.rotation.id },
      { event: 'done' },
    ]);
    expect(news).toEqual([{ kind: 'doing', act: 'reset-flags' }]);
  });

  it('need no deploy where they are off', async () => {
    const { run, sent, news } = bench();
    await resetFlags(run);
    expect([sent, news, run.rotation.emergency?.flagsResetAt]).toEqual([[], [], noon]);
  });
});
