import { describe, expect, it } from 'vitest';
import { compareAddresses, seenAddresses } from '../../../src/core/incident/compare-addresses.ts';
import { incidentReport } from '../../../src/core/incident/report.ts';
import { knownAddressStep } from '../../../src/core/words/known-addresses.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { incident, signIn } from '../emergency/incident.ts';
import { noon } from '../watch/watched-apps.ts';

const from = (sourceIp: string, at = noon - 1000, status = 'Success') =>
  signIn({ sourceIp: fromOutside(sourceIp), at, status: fromOutside(status) });

const knownAddresses = ['198.51.100.0/24', '2001:db8::/32'];
const signIns = [
  from('203.0.113.66'),
  from('203.0.113.66', noon - 2000, 'Invalid'),
  from('203.0.113.9'),
  from('192.0.2.1', noon - 7_200_000),
  from('198.51.100.7'),
  from('198.51.100.8'),
  from('2001:db8::5'),
  from('Salesforce.com IP'),
];
const proofTimes = [noon - 7_200_000];
const given = { emergency: { knownAddresses }, evidence: { signIns, ownAddress: '192.0.2.1' }, proofTimes };

describe('the addresses of the sign-ins, compared with a list', () => {
  it('are known or unknown, unknown ones first, and those of keyturn alone are marked', () => {
    const compared = compareAddresses(incident(given)) ?? [];
    const rows = compared.map(({ sourceIp, isKnown, isKeyturns }) => [sourceIp, isKnown, isKeyturns]);
    expect(rows).toEqual([
      ['203.0.113.66', false, false],
      ['203.0.113.9', false, false],
      ['Salesforce.com IP', false, false],
      ['192.0.2.1', false, true],
      ['198.51.100.7', true, false],
      ['198.51.100.8', true, false],
      ['2001:db8::5', true, false],
    ]);
    expect(compared[0]).toMatchObject({ succeeded: 1, failed: 1, firstAt: noon - 2000, lastAt: noon - 1000 });
    const seen = { known: 3, unknown: 3, some: ['203.0.113.66', '203.0.113.9', 'Salesforce.com IP'] };
    expect(seenAddresses(compared)).toEqual(seen);
  });

  it("count as unknown at keyturn's times if nobody knows its address, or if there was one more sign-in", () => {
    const unsure = { ...given, evidence: { ...given.evidence, ownAddress: null } };
    const shared = { ...given, evidence: { ...given.evidence, signIns: [...signIns, from('192.0.2.1')] } };
    for (const one of [unsure, shared])
      expect(seenAddresses(compareAddresses(incident(one)) ?? [])).toMatchObject({ unknown: 4 });
  });

  it('are named in the report and in its JSON', () => {
    const { markdown, json } = incidentReport(incident(given));
    expect(markdown).toContain('## Seen addresses, compared with the list of known ones');
    expect(markdown).toContain('The list has 2 lines.');
    expect(markdown).toMatch(/\| 203\.0\.113\.66 \| \*\*no\*\* \| .* \| 1 \| 1 \|/);
    expect(markdown).toContain('| 192.0.2.1 | no; only keyturn |');
    expect(markdown).toContain('| 198.51.100.7 | yes |');
    expect(json.evidence.comparedAddresses).toMatchObject({ listed: 2, addresses: { length: 7 } });
  });

  it('are never called known if the login history was not read, and not compared without a list', () => {
    const unread = incident({ ...given, evidence: { signIns: null } });
    expect(compareAddresses(unread)).toBeNull();
    const { markdown, json } = incidentReport(unread);
    expect(markdown).toMatch(/list of known ones\n\nNot available/);
    expect(json.evidence.comparedAddresses).toEqual({ listed: 2, addresses: null });
    const without = incidentReport(incident({ evidence: { signIns } }));
    expect(without.markdown).not.toContain('list of known ones');
    expect(without.json.evidence.comparedAddresses).toBeNull();
  });

  it("can't become markup", () => {
    const evidence = { signIns: [from('<b>`|[x](http://evil.example)')] };
    const { markdown } = incidentReport(incident({ ...given, evidence }));
    expect(markdown.split('list of known ones')[1]?.split('\n#')[0]).not.toMatch(/<b>|\]\(http/);
  });
});

describe('what people do about them', () => {
  it.each([
    [null, "keyturn couldn't compare addresses with your list"],
    [{ known: 2, unknown: 0, some: [] }, 'No sign-in that keyturn read came from an address outside your list.'],
    [{ known: 0, unknown: 1, some: ['203.0.113.66'] }, 'from 1 address that is not on your list: 203.0.113.66. The'],
    [{ known: 0, unknown: 9, some: ['a', 'b'] }, 'from 9 addresses that are not on your list: a, b and 7 more.'],
  ])('%j: %s', (seen, sentence) => {
    expect(knownAddressStep(seen)).toContain(sentence);
  });
});
