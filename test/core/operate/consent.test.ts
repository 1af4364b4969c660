import { describe, expect, it } from 'vitest';
import { confirms, isConfirmed, nameToType } from '../../../src/core/operate/consent.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const app = watchedApp();
const all = { ...app, app: null };

describe('what a person confirms', () => {
  it.each([
    ['Billing_Sync', true],
    [' Billing_Sync\n', true],
    ['acme/Billing_Sync', true],
    ['admin@acme.example/Billing_Sync', true],
    ['00D000000000001AAA/Billing_Sync', true],
    ['other/Billing_Sync', false],
    ['/Billing_Sync', false],
    ['x/acme/Billing_Sync', false],
    ['billing_sync', false],
    ['Billing Sync', false],
    ['acme', false],
    ['', false],
  ])('an app takes %j: %s', (text, expected) => {
    expect(confirms(text, app)).toBe(expected);
  });

  it.each([
    ['acme', true],
    ['Billing_Sync', false],
    ['acme/Billing_Sync', false],
    ['other', false],
    ['null', false],
    ['acme/null', false],
  ])('all apps of an org take %j: %s', (text, expected) => {
    expect(confirms(text, all)).toBe(expected);
  });

  it('is named by the app, and for all apps by the org', () => {
    expect([nameToType(app), nameToType(all)]).toEqual(['Billing_Sync', 'acme']);
  });

  it('refuses a --confirm that names something else, and misses nothing where there is none', () => {
    expect(isConfirmed(undefined, app)).toBe(false);
    expect(isConfirmed('acme/Billing_Sync', app)).toBe(true);
    expect(() => isConfirmed('other/Billing_Sync', app)).toThrow(
      '--confirm other/Billing_Sync is not the name of the app (Billing_Sync)',
    );
    expect(() => isConfirmed('', all)).toThrow('is not the name of the org (acme)');
  });
});
