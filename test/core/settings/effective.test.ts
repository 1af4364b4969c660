import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../src/core/adapters/config-schema.ts';
import type { SettingsLook } from '../../../src/core/model/setting.ts';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import { valueAt } from '../../../src/core/plain/json.ts';
import { effectiveSettings, unwatchedApps } from '../../../src/core/settings/effective.ts';
import { nearestKey, settingNames, settingPath } from '../../../src/core/settings/setting-path.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const app = watchedApp({
  org: 'acme',
  username: 'admin@acme.example',
  app: 'Billing_Sync',
  chosenPolicy: defaultPolicy,
});
const around = {
  storeFlag: null,
  storeVariable: null,
  timeZone: 'UTC',
  stageAhead: '14d',
  checkEvery: '1d',
  apps: [app],
};

/** A file whose every setting is in line 7, apart from those that it lost since it was last good. */
function file(value: Record<string, unknown>, now: Record<string, unknown> = value): SettingsLook {
  const lineOf = (path: readonly string[]) => (valueAt(now, path) === undefined ? null : 7);
  return { path: '/home/config.json5', exists: true, problems: [], value, lineOf, has: () => true };
}

function sourceOf(key: string, look: SettingsLook, more: Partial<typeof around> | { storeFlag: string } = {}) {
  const found = effectiveSettings(look, { ...around, ...more }).find((one) => one.key === key);
  return found && [found.value, found.source, found.line, found.from];
}

describe('a setting', () => {
  it('comes from the flag, else the variable, else the file, else it has no value', () => {
    const look = file({ store: 'keychain' });
    const variable = { storeVariable: 'file' } as unknown as typeof around;
    expect(sourceOf('store', look, { ...variable, storeFlag: 'keychain' })).toEqual([
      'keychain',
      'flag',
      null,
      '--store',
    ]);
    expect(sourceOf('store', look, variable)).toEqual(['file', 'environment', null, 'KEYTURN_STORE']);
    expect(sourceOf('store', look)).toEqual(['keychain', 'file', 7, 'store']);
    expect(sourceOf('store', file({}))).toEqual([null, 'default', null, null]);
  });

  it('has a default, unless the file has it', () => {
    expect(sourceOf('defaults.maxAge', file({}))).toEqual(['90d', 'default', null, null]);
    expect(sourceOf('defaults.maxAge', file({ defaults: { maxAge: '60d' } }))).toEqual([
      '60d',
      'file',
      7,
      'defaults.maxAge',
    ]);
    expect(sourceOf('stageAhead', file({}))).toEqual(['14d', 'default', null, null]);
  });

  it('of an app is the chosen one, unless the file names the app', () => {
    const key = 'apps.acme/Billing_Sync.maxAge';
    expect(sourceOf(key, file({ defaults: { maxAge: '60d' } }))).toEqual(['90d', 'chosen', null, null]);
    const named = { billing_sync: { maxAge: '50d' } };
    expect(sourceOf(key, file({ apps: named }))).toEqual(['50d', 'file', 7, 'apps.billing_sync.maxAge']);
    const both = { ...named, 'acme/Billing_Sync': { maxAge: '40d' } };
    expect(sourceOf(key, file({ apps: both }))).toEqual(['40d', 'file', 7, 'apps.acme/Billing_Sync.maxAge']);
    expect(
      sourceOf('apps.acme/Billing_Sync.window.from', file({ apps: { Billing_Sync: { window: { from: '22:00' } } } })),
    ).toEqual(['22:00', 'file', 7, 'apps.Billing_Sync.window.from']);
  });

  it('that the file no longer says comes from the last good settings', () => {
    const look = file({ checkEvery: '2d' }, {});
    expect(sourceOf('checkEvery', look)).toEqual(['2d', 'last-good', null, null]);
  });

  it('of an app that is not watched is shown, and counted', () => {
    const look = file({ apps: { Billing_Snyc: { maxAge: '30d' }, BILLING_SYNC: {} } });
    expect(unwatchedApps(look, [app])).toEqual(['Billing_Snyc']);
    expect(sourceOf('apps.Billing_Snyc.maxAge', look)).toEqual(['30d', 'file', 7, 'apps.Billing_Snyc.maxAge']);
  });
});

describe('the name of a setting', () => {
  it.each<[string, readonly string[]]>([
    ['store', ['store']],
    ['defaults.maxAge', ['defaults', 'maxAge']],
    ['orgs.admin@acme.example.maxAge', ['orgs', 'admin@acme.example', 'maxAge']],
    ['orgs.admin@acme.example', ['orgs', 'admin@acme.example']],
    ['orgs.acme.maxAg', ['orgs', 'acme', 'maxAg']],
    ['apps.admin@acme.example/Billing_Sync.window.from', ['apps', 'admin@acme.example/Billing_Sync', 'window', 'from']],
    ['apps.Billing_Sync.maxAg', ['apps', 'Billing_Sync', 'maxAg']],
    ['apps.acme.eu/Billing_Sync', ['apps', 'acme.eu/Billing_Sync']],
    ['channels.ops.severity', ['channels', 'ops', 'severity']],
    ['contacts.file:/etc/erp.env', ['contacts', 'file:/etc/erp.env']],
  ])('%s is read as %j', (key, path) => {
    expect(settingPath(key)).toEqual(path);
  });

  it('starts with one that the schema knows', () => {
    expect(settingNames.toSorted()).toEqual(Object.keys(settingsSchema.shape).toSorted());
  });

  it('is suggested where it is incomplete or misspelled', () => {
    const known = ['store', 'defaults.maxAge', 'timeZone'];
    expect([nearestKey('maxAge', known), nearestKey('timezone', known), nearestKey('nothing like it', known)]).toEqual([
      'defaults.maxAge',
      'timeZone',
      null,
    ]);
  });
});
