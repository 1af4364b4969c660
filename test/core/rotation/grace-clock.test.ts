import { describe, expect, it } from 'vitest';
import { day } from '../../../src/core/plain/time.ts';
import { promoteStaged, stagePair } from '../../../src/core/rotation/change-pairs.ts';
import { endSessions } from '../../../src/core/rotation/end-sessions.ts';
import { believe } from '../../../src/core/rotation/look.ts';
import { proveNew } from '../../../src/core/rotation/prove.ts';
import { noon } from '../watch/watched-apps.ts';
import { both, look, newKey, previous, slot } from './given.ts';
import { emergency, issued, refusal, runWith } from './run-with.ts';

const clocks = [
  ['10 days behind', -10 * day, noon],
  ['10 days ahead', 10 * day, noon + 10 * day],
] as const;

const noSuchKey = refusal('invalid_client_id', 400, 'no such client');

/** Times of the run by either clock: one that keyturn recorded, one from the org. */
it.each([
  ['10 days behind', -10 * day],
  ['10 days ahead', 10 * day],
])('takes no fresh credentials for refused if the clock of the org is %s', async (_, ahead) => {
  const org = { aheadMs: (() => ahead) as never };
  for (const rotatedAt of [noon, noon + ahead]) {
    const made = runWith({
      org,
      token: (key) => (key === newKey && isBefore() ? noSuchKey : issued),
      rotation: { rotatedAt },
    });
    const isBefore = () => made.clock.now() < noon + 100_000;
    const { run } = made;
    await proveNew(run, 'primary');
    expect(run.rotation).toMatchObject({ primaryProvedAt: expect.any(Number) });
  }
  const token = (key: string) => (key === newKey ? noSuchKey : issued);
  const old = runWith({ org, token, rotation: { rotatedAt: noon - 30 * day } });
  await expect(proveNew(old.run, 'primary')).rejects.toMatchObject({ code: 'ProofRefused' });
});

it.each(clocks)('counts the grace period by the later clock if the one of the org is %s', async (_, ahead, from) => {
  const org = { aheadMs: (() => ahead) as never, apps: { rotate: async () => undefined } };
  const promoted = runWith({ org });
  await promoteStaged(promoted.run, '0xS1');
  expect(promoted.run.rotation.rotatedAt).toBe(from);
  const found = runWith({ org });
  await believe(found.run, look({ primaryKey: newKey, slot: previous, stored: both }));
  expect(found.run.rotation.rotatedAt).toBe(from);
});

describe.each(clocks)('with an org whose clock is %s', (_, ahead) => {
  const aheadMs = () => ahead;
  const there = noon + ahead;

  it('new credentials that not all servers know are not refused', async () => {
    const answers = [refusal('invalid_client_id'), issued];
    const made = runWith({
      token: (key) => (key === newKey ? (answers.shift() ?? issued) : issued),
      org: { aheadMs: aheadMs as never, apps: { consumers: async () => [], staged: async () => [slot()] } },
      run: { seen: null },
      rotation: { staged: { id: '0xS1', createdAt: there, expiresAt: null }, stageIntendedAt: there },
    });
    await proveNew(made.run, 'staged');
    expect(made.run.rotation).toMatchObject({ stagedRefusedAt: null, stagedProvedAt: expect.any(Number) });
  });

  it('the sign-ins of the last day are searched for the sessions of an app', async () => {
    const asked: number[] = [];
    const { run } = runWith({
      rotation: emergency(),
      org: {
        aheadMs: aheadMs as never,
        sessions: { list: async () => [] },
        users: {
          appsRunningAs: async () => [],
          signIns: async (_user, since) => {
            asked.push(there - since);
            return [];
          },
        },
      },
    });
    await endSessions(run);
    expect(asked).toEqual([day]);
  });

  it('a staging request is noted by the clock that says when credentials were staged', async () => {
    const { run } = runWith({
      org: { aheadMs: aheadMs as never, apps: { stage: async () => Promise.reject(new Error('lost')) } },
    });
    await expect(stagePair(run)).rejects.toThrow('lost');
    expect(run.rotation.stageIntendedAt).toBe(there);
  });
});
