import { describe, expect, it } from 'vitest';
import { newConsumer } from '../../../src/core/model/consumer.ts';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { verdictOf } from '../../../src/core/operate/verdict.ts';
import { fromOutside } from '../../support/from-outside.ts';

const day = 86_400_000;
const hour = 3_600_000;
const rotatedAt = Date.UTC(2026, 10, 24, 12);

function rotation(...deliveries: readonly (readonly [string, Rotation['deliveries'][number]['status']])[]): Rotation {
  return {
    hasNoConsumers: false,
    rotatedAt,
    deliveries: deliveries.map(([target, status]) => ({
      target: parseTarget(target),
      status,
      at: rotatedAt,
      problem: null,
    })),
  } as unknown as Rotation;
}

const signIn = (at: number, sourceIp: string) => ({
  at,
  sourceIp: fromOutside(sourceIp),
  application: fromOutside('Billing Sync'),
  succeeded: true,
});

describe('is it safe to delete the previous pair', () => {
  it.each([
    [
      'safe once every consumer has the new one',
      rotation(['file:/a', 'delivered'], ['manual:CI', 'confirmed']),
      'safe',
    ],
    ['unsafe while one is not confirmed', rotation(['file:/a', 'delivered'], ['manual:CI', 'waiting']), 'unsafe'],
    ['unsafe while a delivery failed', rotation(['file:/a', 'failed']), 'unsafe'],
    ['unsure where nobody was told', rotation(), 'unsure'],
    ['safe where it was said that nobody uses it', { ...rotation(), hasNoConsumers: true }, 'safe'],
    ['unsure where somebody else rotated', null, 'unsure'],
  ] as const)('%s', (_name, run, answer) => {
    expect(verdictOf({ rotation: run, signIns: [], probes: [] }).answer).toBe(answer);
  });

  it('does not deny a rotation of keyturn that is over', () => {
    expect(verdictOf({ rotation: null, signIns: [], probes: [] }).grounds).toEqual([
      "No rotation of keyturn waits for this deletion, so keyturn doesn't know which consumers still use the previous credentials.",
    ]);
  });

  it.each([0, 3 * hour, -3 * hour, 40 * day, -40 * day])('counts by the org clock, which is %i ms ahead', (aheadMs) => {
    const probe = rotatedAt + 5000;
    const run = rotation(['manual:CI', 'confirmed']);
    const there = (at: number, from: string) => signIn(at + aheadMs, from);
    const { grounds } = verdictOf({
      rotation: { ...run, rotatedAt: rotatedAt + Math.max(0, aheadMs) },
      signIns: [
        there(rotatedAt - hour, '192.0.2.1'),
        there(probe, '198.51.100.9'),
        there(rotatedAt + hour, '192.0.2.2'),
      ],
      probes: [probe],
      aheadMs,
    });
    expect(grounds.filter((line) => line.includes('sign-in'))).toEqual([
      '192.0.2.1: 1 sign-in before the delivery, 0 since.',
      '192.0.2.2: 0 sign-ins before the delivery, 1 since.',
    ]);
  });

  it('tells sign-ins by source address before and after the hand-over, our own probes taken out', () => {
    const probe = rotatedAt + 5000;
    const { grounds } = verdictOf({
      rotation: rotation(['manual:CI', 'confirmed']),
      signIns: [
        signIn(rotatedAt - day, '192.0.2.1'),
        signIn(rotatedAt - 2 * day, '192.0.2.1'),
        signIn(probe + 9000, '198.51.100.9'),
        signIn(rotatedAt + day, '192.0.2.2'),
      ],
      probes: [probe],
    });
    expect(grounds).toContain('192.0.2.1: 2 sign-ins before the delivery, 0 since.');
    expect(grounds).toContain('192.0.2.2: 0 sign-ins before the delivery, 1 since.');
    expect(grounds.join()).not.toContain('198.51.100.9');
  });

  it("counts a sign-in close to keyturn's own if it comes from an address that keyturn never used", () => {
    const probes = [rotatedAt - day, rotatedAt + hour, rotatedAt + 2 * hour];
    const own = probes.map((at) => signIn(at + 1000, '198.51.100.9'));
    const foreign = signIn(rotatedAt + hour, '203.0.113.77');
    const run = rotation(['manual:CI', 'confirmed']);
    const groundsOf = (signIns: readonly (typeof foreign)[], asked = probes) =>
      verdictOf({ rotation: run, signIns, probes: asked }).grounds;
    const seen = groundsOf([...own, foreign]);
    expect(seen).toContain('203.0.113.77: 0 sign-ins before the delivery, 1 since.');
    expect(seen.join()).not.toContain('198.51.100.9');
    // Of one request alone, the sign-in closest to it is keyturn's.
    const once = [signIn(rotatedAt + hour + 3000, '203.0.113.77'), signIn(rotatedAt + hour, '198.51.100.9')];
    expect(groundsOf(once, [rotatedAt + hour])).toContain('203.0.113.77: 0 sign-ins before the delivery, 1 since.');
    // The address of this computer may change.
    const moved = [signIn(rotatedAt - day, '192.0.2.7'), ...own.slice(1)];
    const [none] = groundsOf(moved).slice(-1);
    expect(none).toMatch(/no sign-in of the execution user .* except its own and those .* within 10 seconds/);
  });

  it('is unsafe while a file no longer has what was delivered to it', () => {
    const run = rotation(['file:/a', 'delivered'], ['file:/b', 'delivered']);
    const { answer, grounds } = verdictOf({
      rotation: run,
      lost: run.deliveries.slice(0, 1),
      signIns: null,
      probes: [],
    });
    expect(answer).toBe('unsafe');
    expect(grounds[0]).toBe('Updated with the new credentials: /b.');
    expect(grounds[1]).toMatch(/^No longer has the new credentials, .*: \/a\. keyturn delivers them again first\.$/);
  });

  it('is unsafe while the rotation does not know a consumer of the app', () => {
    const consumers = ['file:/a', 'manual:Maria'].map((target) => newConsumer(parseTarget(target)));
    const run = rotation(['file:/a', 'delivered']);
    const { answer, grounds } = verdictOf({ rotation: run, consumers, signIns: [], probes: [] });
    expect(answer).toBe('unsafe');
    expect(grounds).toContain('Updated with the new credentials: /a.');
    expect(grounds).toContain('Not confirmed: Maria.');
  });

  it('knows after an interrupted retirement what the rotation before it delivered', () => {
    const last = { status: 'delivered', at: rotatedAt, problem: null } as const;
    const consumers = [{ ...newConsumer(parseTarget('file:/a')), last }, newConsumer(parseTarget('manual:Maria'))];
    const retiring = { ...rotation(), kind: 'retire', staged: null } as const;
    const of = (some: typeof consumers) => verdictOf({ rotation: retiring, consumers: some, signIns: [], probes: [] });
    expect(of(consumers).grounds).toContain('Not confirmed: Maria.');
    expect(of(consumers.slice(0, 1)).answer).toBe('safe');
  });

  it('says that nothing can be read back from a program', () => {
    const run = rotation(['exec:/opt/vault', 'delivered'], ['exec:/opt/other', 'waiting'], ['file:/b', 'delivered']);
    const { answer, limits } = verdictOf({ rotation: run, signIns: [], probes: [] });
    expect(answer).toBe('unsafe');
    expect(limits[1]).toBe("keyturn can't read back what a program did with the credentials: /opt/vault.");
  });

  it('says what nobody can tell', () => {
    const { limits } = verdictOf({ rotation: rotation(), signIns: null, probes: [] });
    expect(limits).toHaveLength(2);
    expect(limits.join(' ')).toMatch(/doesn't record which credentials .* can't read the login history/);
  });
});

it('names a consumer once, and not as updated if its file has what is about to be deleted', () => {
  const run = rotation(['file:/a', 'confirmed'], ['manual:CI', 'confirmed']);
  const [a, ci] = run.deliveries;
  const found = verdictOf({
    rotation: { ...run, removed: ci ? [ci] : [] },
    holders: a ? [a] : [],
    signIns: [],
    probes: [],
  });
  expect(found).toMatchObject({
    answer: 'unsafe',
    grounds: expect.arrayContaining(['Updated with the new credentials: CI.']),
  });
});
