import { describe, expect, it } from 'vitest';
import { gatherEvidence, windowOf } from '../../../src/core/incident/evidence.ts';
import type { LoginEntry, OrgFacts, SalesforceOrg, SetupChange } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { change, signIn } from '../emergency/incident.ts';
import { day, noon } from '../watch/watched-apps.ts';

const user = { id: '005000000000001AAA', username: 'int.billing@acme.example' };
const question = { user, since: noon - day, isSinceTold: true, until: noon };

const ourId = '005000000000009AAA';
const ourAddress = '192.0.2.77';

/** An org that answers with what these give, and remembers what it was asked. */
function orgWith(answers: {
  readonly signIns?: () => Promise<readonly LoginEntry[]>;
  readonly setupChanges?: () => Promise<readonly SetupChange[]>;
  readonly ownAddress?: () => Promise<string | null>;
}) {
  const asked: unknown[] = [];
  const users = {
    signIns: (...question: unknown[]) => {
      asked.push(['signIns', ...question]);
      return answers.signIns?.() ?? Promise.resolve([]);
    },
    setupChanges: (...question: unknown[]) => {
      asked.push(['setupChanges', ...question]);
      return answers.setupChanges?.() ?? Promise.resolve([]);
    },
  };
  const sessions = {
    ownAddress: async (userId: string) => (userId === ourId ? (answers.ownAddress?.() ?? ourAddress) : null),
  };
  const facts = async () => ({ person: { id: ourId } }) as OrgFacts;
  return { asked, org: { users, sessions, facts } as unknown as Pick<SalesforceOrg, 'users' | 'sessions' | 'facts'> };
}

describe('gathering evidence', () => {
  it('brings the sign-ins and the changes of the execution user in the time in question', async () => {
    const { org, asked } = orgWith({ signIns: async () => [signIn()], setupChanges: async () => [change()] });
    const evidence = await gatherEvidence(org, question);
    expect(evidence).toEqual({
      since: noon - day,
      until: noon,
      isSinceTold: true,
      signIns: [signIn()],
      earlierAddresses: [],
      ownAddress: ourAddress,
      setupChanges: [change()],
      unseen: [],
    });
    expect(asked).toEqual([
      ['signIns', user.id, noon - 31 * day],
      ['setupChanges', user.id, noon - day],
    ]);
  });

  it('keeps what was before the time in question apart, as known addresses', async () => {
    const since = noon - day;
    const lines = [
      signIn({ at: noon - 1, sourceIp: fromOutside('203.0.113.66') }),
      signIn({ at: since, sourceIp: fromOutside('198.51.100.7') }),
      signIn({ at: since - 1, sourceIp: fromOutside('198.51.100.7') }),
      signIn({ at: since - 2, sourceIp: fromOutside('198.51.100.7') }),
      signIn({ at: since - 3, sourceIp: fromOutside('203.0.113.99'), status: fromOutside('Invalid Password') }),
    ];
    const { signIns, earlierAddresses } = await gatherEvidence(orgWith({ signIns: async () => lines }).org, question);
    expect(signIns).toEqual(lines.slice(0, 2));
    expect(earlierAddresses).toEqual(['198.51.100.7']);
  });

  it("knows no address of its own where the org doesn't tell, and misses nothing else", async () => {
    const ownAddress = () => Promise.reject(reason('OrgUnreachable', { host: 'acme.example', problem: 'silence' }));
    const { org } = orgWith({ signIns: async () => [signIn()], ownAddress });
    expect(await gatherEvidence(org, question)).toMatchObject({ ownAddress: null, signIns: [signIn()], unseen: [] });
  });

  it('asks for both at once', async () => {
    const waiting = Promise.withResolvers<readonly LoginEntry[]>();
    const { org } = orgWith({
      signIns: () => waiting.promise,
      setupChanges: async () => {
        waiting.resolve([signIn()]);
        return [];
      },
    });
    expect((await gatherEvidence(org, question)).signIns).toHaveLength(1);
  });

  it.each([
    [
      'what is not allowed',
      reason('PermissionMissing', { username: 'a@b.example', permissions: ['Manage Users'] }),
      'not shown (a@b.example is missing permissions: Manage Users)',
    ],
    ['what passes', reason('OrgUnreachable', { host: 'acme.example', problem: 'silence' }), 'not read ('],
    ['a defect', new TypeError('nope'), 'not read because of an error in keyturn'],
  ])('goes on without what %s stands in the way of, and names it', async (_what, error, sentence) => {
    const { org } = orgWith({ signIns: () => Promise.reject(error), setupChanges: async () => [change()] });
    const { signIns, setupChanges, unseen } = await gatherEvidence(org, question);
    expect([signIns, setupChanges]).toEqual([null, [change()]]);
    expect(unseen).toEqual([expect.stringContaining(`sign-ins of int.billing@acme.example: ${sentence}`)]);
  });

  it('survives a port that throws before it promises anything', async () => {
    const { org } = orgWith({
      setupChanges: () => {
        throw new TypeError('nope');
      },
    });
    expect((await gatherEvidence(org, question)).unseen).toHaveLength(1);
  });

  it('says that there may be more than was read', async () => {
    const many = (count: number) => orgWith({ signIns: async () => Array.from({ length: count }, () => signIn()) }).org;
    expect((await gatherEvidence(many(1999), question)).unseen).toEqual([]);
    expect((await gatherEvidence(many(1999), question)).earlierAddresses).toEqual([]);
    const cut = await gatherEvidence(many(2000), question);
    expect(cut.earlierAddresses).toBeNull();
    expect(cut.unseen).toEqual(['sign-ins of int.billing@acme.example: only the newest 2000 entries were read']);
  });

  it('asks nothing where nobody knows the execution user', async () => {
    const { org, asked } = orgWith({});
    const evidence = await gatherEvidence(org, { ...question, user: null });
    expect(evidence).toMatchObject({ signIns: null, setupChanges: null });
    expect(evidence.unseen).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});

describe('the time in question', () => {
  it('begins when somebody said it did, else 30 days before the confirmation, as a guess', () => {
    expect(windowOf({ leakedSince: noon - 3 * day, confirmedAt: noon })).toEqual({
      since: noon - 3 * day,
      isSinceTold: true,
    });
    expect(windowOf({ leakedSince: null, confirmedAt: noon })).toEqual({ since: noon - 30 * day, isSinceTold: false });
  });
});
