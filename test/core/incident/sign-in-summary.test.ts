import { describe, expect, it } from 'vitest';
import { summarizeSignIns } from '../../../src/core/incident/sign-in-summary.ts';
import type { LoginEntry } from '../../../src/core/ports/ports.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { signIn } from '../emergency/incident.ts';
import { noon } from '../watch/watched-apps.ts';

const names = { label: 'Billing Sync', app: 'Billing_Sync' };

function summarized(
  signIns: readonly LoginEntry[],
  earlierAddresses: readonly string[] | null = [],
  proofs: number[] = [],
  ownAddress: string | null = '198.51.100.7',
) {
  const summary = summarizeSignIns({ signIns, earlierAddresses, ownAddress }, names, proofs);
  if (summary === null) throw new Error('there is no summary');
  return summary;
}

describe('sign-ins in short', () => {
  it('counts those of the app by address, with the first and the last', () => {
    const lines = [
      signIn({ at: noon }),
      signIn({ at: noon - 5, application: fromOutside('Billing_Sync'), status: fromOutside('Failed') }),
      signIn({ at: noon - 9 }),
      signIn({ at: noon - 7, sourceIp: fromOutside('203.0.113.66') }),
    ];
    expect(summarized(lines, ['198.51.100.7']).addresses).toEqual([
      {
        sourceIp: '203.0.113.66',
        firstAt: noon - 7,
        lastAt: noon - 7,
        succeeded: 1,
        failed: 0,
        atOwnProofs: 0,
        byKeyturn: 0,
        isNew: true,
      },
      {
        sourceIp: '198.51.100.7',
        firstAt: noon - 9,
        lastAt: noon,
        succeeded: 2,
        failed: 1,
        atOwnProofs: 0,
        byKeyturn: 0,
        isNew: false,
      },
    ]);
  });

  it('says nothing of new addresses where nobody knows the old ones', () => {
    for (const earlier of [null, []]) expect(summarized([signIn()], earlier).addresses[0]?.isNew).toBeNull();
  });

  it('marks what falls on the time of a proof of ours, on either side of it', () => {
    const offsets = [-10_001, -10_000, 0, 10_000, 10_001];
    const lines = offsets.map((offset) => signIn({ at: noon + offset }));
    expect(summarized(lines, [], [noon]).addresses[0]?.atOwnProofs).toBe(3);
  });

  it("calls a sign-in keyturn's only where the instant and the address fit", () => {
    const lines = [
      signIn({ at: noon }),
      signIn({ at: noon - 60_000 }),
      signIn({ at: noon, sourceIp: fromOutside('203.0.113.66') }),
    ];
    const told = (own: string | null) =>
      summarized(lines, [], [noon], own).addresses.map((one) => [one.sourceIp, one.atOwnProofs, one.byKeyturn]);
    expect(told('198.51.100.7')).toEqual([
      ['198.51.100.7', 1, 1],
      ['203.0.113.66', 1, 0],
    ]);
    expect(told(null).map(([, , own]) => own)).toEqual([null, null]);
  });

  it('keeps other applications and other flows apart', () => {
    const lines = [
      signIn({ application: fromOutside('ERP Bridge'), sourceIp: fromOutside('1.1.1.1') }),
      signIn({ application: fromOutside('ERP Bridge'), sourceIp: fromOutside('2.2.2.2') }),
      signIn({
        application: fromOutside('ERP Bridge'),
        sourceIp: fromOutside('2.2.2.2'),
        status: fromOutside('Failed'),
      }),
      signIn({ loginSubType: fromOutside('OauthRefreshToken') }),
      signIn({
        application: fromOutside('Browser'),
        loginType: fromOutside('Application'),
        loginSubType: fromOutside(''),
      }),
    ];
    const { addresses, others } = summarized(lines);
    expect(addresses).toEqual([]);
    expect(others.map(({ application, way, succeeded, failed }) => [application, way, succeeded, failed])).toEqual([
      ['ERP Bridge', 'Remote Access 2.0, OauthClientCredentials', 2, 1],
      ['Billing Sync', 'Remote Access 2.0, OauthRefreshToken', 1, 0],
      ['Browser', 'Application', 1, 0],
    ]);
    expect(others[0]?.addresses).toEqual(['1.1.1.1', '2.2.2.2']);
  });

  it('is nothing where the history could not be seen', () => {
    expect(summarizeSignIns({ signIns: null, earlierAddresses: null, ownAddress: null }, names, [])).toBeNull();
  });
});
