import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../../src/core/model/calendar.ts';
import {
  effectivePolicy,
  effectiveWindow,
  type PolicySettings,
  usualPolicy,
} from '../../../src/core/model/effective-policy.ts';
import { defaultPolicy } from '../../../src/core/model/watched-app.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const nothing = { defaults: {}, orgs: {}, apps: {}, window: null, isHeld: false };
const app = watchedApp({
  org: 'acme',
  username: 'admin@acme.example',
  app: 'Billing_Sync',
  chosenPolicy: { ...defaultPolicy, maxAgeDays: 45 },
});

const policy = (settings: Partial<PolicySettings & { isHeld: boolean }>) =>
  effectivePolicy({ ...nothing, ...settings }, app);

describe('the policy that holds for an app', () => {
  it('is the one that it was watched with where the settings are silent', () => {
    expect(policy({})).toEqual(app.chosenPolicy);
    expect(policy({ orgs: { other: { maxAgeDays: 1 } }, apps: { Other: { maxAgeDays: 2 } } })).toEqual(
      app.chosenPolicy,
    );
  });

  it('does no more than remind while it is held, whatever was chosen or set', () => {
    const settings = { apps: { Billing_Sync: { automation: 'rotate', maxAgeDays: 63 } }, isHeld: true } as const;
    expect(policy(settings)).toEqual({ ...app.chosenPolicy, maxAgeDays: 63, automation: 'remind' });
  });

  it.each<[string, Partial<PolicySettings>, number]>([
    ['not for everything', { defaults: { maxAgeDays: 60 } }, 45],
    ['nor for its org', { orgs: { acme: { maxAgeDays: 61 } } }, 45],
    ['but for the app', { orgs: { acme: { maxAgeDays: 61 } }, apps: { Billing_Sync: { maxAgeDays: 63 } } }, 63],
    ['in whatever capitals', { apps: { billing_sync: { maxAgeDays: 64 } } }, 64],
    [
      'for the app in its org rather, wherever that stands',
      { apps: { 'acme/Billing_Sync': { maxAgeDays: 65 }, Billing_Sync: { maxAgeDays: 63 } } },
      65,
    ],
    ['for the app in its org by username', { apps: { 'admin@acme.example/Billing_Sync': { maxAgeDays: 66 } } }, 66],
    ['but not for the app of another org', { apps: { 'other/Billing_Sync': { maxAgeDays: 1 } } }, 45],
  ])('is what the settings name, %s', (_what, settings, maxAgeDays) => {
    expect(policy(settings)).toEqual({ ...app.chosenPolicy, maxAgeDays });
  });

  it('is put together key by key', () => {
    const apps = {
      Billing_Sync: { graceDays: 2, automation: 'remind' },
      'acme/Billing_Sync': { graceDays: 1 },
    } as const;
    expect(policy({ apps })).toEqual({ ...app.chosenPolicy, graceDays: 1, automation: 'remind' });
  });

  it('starts with what the settings name for its org, else for everything', () => {
    const settings = {
      defaults: { graceDays: 1, automation: 'remind' },
      orgs: { acme: { automation: 'rotate' }, 'admin@acme.example': { maxAgeDays: 62 } },
    } as const;
    expect(usualPolicy(settings, app)).toEqual({ graceDays: 1, automation: 'rotate', maxAgeDays: 62 });
    expect(usualPolicy(settings, { org: 'other', username: 'x@y.example' })).toEqual(settings.defaults);
  });

  it('takes nothing from names that every object has', () => {
    expect(effectivePolicy(nothing, { ...app, org: 'constructor', username: '__proto__' })).toEqual(app.chosenPolicy);
  });
});

describe('the maintenance window of an app', () => {
  const windowFrom = (from: string): MaintenanceWindow => ({ days: ['sat'], from, to: '04:00', timeZone: 'UTC' });

  it.each<[string, Partial<PolicySettings>, string | undefined]>([
    ['none', {}, undefined],
    ['the usual one', { window: windowFrom('01:00') }, '01:00'],
    [
      'its own rather',
      { window: windowFrom('01:00'), apps: { Billing_Sync: { window: windowFrom('02:00') } } },
      '02:00',
    ],
    [
      'that of its org rather, though another names more',
      {
        apps: {
          'acme/Billing_Sync': { window: windowFrom('03:00') },
          Billing_Sync: { window: windowFrom('02:00'), graceDays: 1 },
        },
      },
      '03:00',
    ],
  ])('is %s', (_what, settings, from) => {
    expect(effectiveWindow({ ...nothing, ...settings }, app)?.from).toBe(from);
    expect(effectivePolicy({ ...nothing, ...settings }, app)).not.toHaveProperty('window');
  });
});
