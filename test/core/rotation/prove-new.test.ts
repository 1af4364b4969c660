import { describe, expect, it } from 'vitest';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { errorOf, reason } from '../../../src/core/reasons/errors.ts';
import { proveNew } from '../../../src/core/rotation/prove.ts';
import { whatWorks } from '../../../src/core/words/safety.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, newKey, oldKey, slot, watched } from './given.ts';
import { emergency, issued, refusal, runWith, type Situation } from './run-with.ts';

const noSuchKey = refusal('invalid_client_id');
const silent: TokenAnswer = { kind: 'silence', problem: fromOutside('no answer') };
const noUser = refusal('invalid_grant', 400, 'no client credentials user enabled');
const hour = 3_600_000;
const old = { staged: { id: '0xS1', createdAt: noon - hour, expiresAt: null }, stageIntendedAt: noon - hour };
const rotated = { ...old, rotatedAt: noon - hour };
/** What the plan of an emergency found of the leaked pair. */
const found = (leakedUse: object | null | undefined) =>
  ({ policy: null, freeze: null, token: null, plan: { leakedUse } }) as never;

/** Answers in their order for the new pair, the last one again and again; `asked` is whom the endpoint was asked for. */
function bench(answers: readonly TokenAnswer[], situation: Situation = {}) {
  const asked: string[] = [];
  const todo = [...answers];
  const made = runWith({
    ...situation,
    token: (key) => {
      asked.push(key);
      if (key !== newKey) return situation.token?.(key) ?? issued;
      return (todo.length > 1 ? todo.shift() : todo[0]) ?? issued;
    },
    org: {
      apps: {
        consumers: async () => {
          asked.push('look');
          return [{ id: watched.consumerId, name: fromOutside('c'), consumerKey: oldKey }];
        },
        staged: async () => [slot()],
      },
      ...situation.org,
    },
  });
  const waits = () => made.news.flatMap((one) => (one.kind === 'waiting' ? [one] : []));
  return { ...made, asked, waits };
}

describe('asking for a token until a verdict is there', () => {
  it('goes on as long as patience lasts to the very millisecond, and no longer', async () => {
    const just = bench([silent, issued], { run: { patienceMs: 2000 } });
    await proveNew(just.run, 'staged');
    const short = bench([silent, issued], { run: { patienceMs: 1999 } });
    await expect(proveNew(short.run, 'staged')).rejects.toMatchObject({ code: 'ProofInconclusive' });
  });

  it('ends after 16 tries in 15 minutes, however patient', async () => {
    const { run, asked, clock } = bench([silent], { run: { patienceMs: Number.POSITIVE_INFINITY } });
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({ code: 'ProofInconclusive' });
    expect([asked.length, clock.now() - noon]).toEqual([16, 900_000]);
  });

  it('says why it waits, and waits as long as the endpoint asked for', async () => {
    const { run, waits } = bench([{ ...silent, retryAfterMs: 7000 }, silent, issued]);
    await proveNew(run, 'staged');
    expect(waits()).toEqual([
      { kind: 'waiting', why: 'problem', problem: expect.stringContaining('(no answer)'), until: noon + 7000 },
      { kind: 'waiting', why: 'problem', problem: expect.stringContaining('(no answer)'), until: noon + 10_000 },
    ]);
  });

  it('says nothing of an answer that a person no longer waits for', async () => {
    const controller = new AbortController();
    controller.abort();
    const { run, news } = bench([silent], { ports: { signal: controller.signal } });
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({ code: 'Interrupted' });
    expect(news.map(({ kind }) => kind)).toEqual(['doing']);
    expect(run.rotation.proofs).toEqual([]);
  });

  it('looks at the org beside the first try, where nobody has looked since', async () => {
    const unseen = bench([silent, silent, issued], { run: { seen: null } });
    await proveNew(unseen.run, 'staged');
    expect(unseen.asked).toEqual([newKey, 'look', newKey, newKey]);
    const seen = bench([silent, issued], { run: { seen: look() } });
    await proveNew(seen.run, 'staged');
    expect(seen.asked).toEqual([newKey, newKey]);
  });
});

describe('a refusal of a fresh pair', () => {
  it('is held against the pair of before, whose token shows that the app works', async () => {
    const { run, asked } = bench([noSuchKey], { rotation: old });
    await proveNew(run, 'staged');
    expect(asked).toEqual([newKey, oldKey]);
    expect(run.rotation.stagedRefusedAt).toBe(noon);
  });

  it.each<[string, Situation, readonly string[]]>([
    ['the pair of before gets none either', { rotation: old, token: () => noSuchKey }, [newKey, oldKey]],
    ["the pair of before isn't stored", { rotation: old, store: { get: onlyNew } }, [newKey]],
  ])('is not believed at once where %s', async (_name, situation, asked) => {
    const made = bench([noSuchKey], { ...situation, run: { patienceMs: 1000 } });
    await expect(proveNew(made.run, 'staged')).rejects.toMatchObject({ code: 'ProofInconclusive' });
    expect(made.asked).toEqual(asked);
  });

  it('of the primary pair is held against no other', async () => {
    const { run, asked } = bench([noSuchKey], { rotation: rotated, run: { patienceMs: 1000 } });
    await expect(proveNew(run, 'primary')).rejects.toMatchObject({ code: 'ProofInconclusive' });
    expect(asked).toEqual([newKey]);
  });

  it('needs no second pair for anything but a refusal', async () => {
    const { run, asked } = bench([silent], { rotation: old, run: { patienceMs: 1000 } });
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({ code: 'ProofInconclusive' });
    expect(asked).toEqual([newKey]);
    expect(run.rotation).toMatchObject({ stagedRefusedAt: null, proofs: [{ answer: 'inconclusive' }] });
  });

  it.each([
    ['nobody knows when it was made', { staged: null, stageIntendedAt: null }],
    ['the run goes back to it', { kind: 'back', rotatedAt: null }],
  ] as const)('counts where %s', async (_name, rotation) => {
    const { run } = bench([noSuchKey], { rotation });
    await proveNew(run, 'staged');
    expect(run.rotation.stagedRefusedAt).toBe(noon);
  });

  it('is asked about again as long as the pair is fresh, whatever the pair of before gets', async () => {
    const { run, waits } = bench([noSuchKey, noSuchKey, issued]);
    await proveNew(run, 'staged');
    expect([run.rotation.stagedProvedAt, waits().length]).toEqual([noon + 5000, 2]);
  });

  it('counts not for a pair that was staged just now, before the org has listed it', async () => {
    const rotation = { staged: null, stageIntendedAt: noon };
    const { run } = bench([noSuchKey], { rotation, run: { patienceMs: 1000 } });
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({ code: 'ProofInconclusive' });
  });
});

describe('a proof that stays out', () => {
  it('stops at once for what no wait changes', async () => {
    const { run, asked } = bench([refusal('invalid_grant', 400, 'ip restricted')]);
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({ code: 'ProofInconclusive' });
    expect(asked).toEqual([newKey]);
  });

  it.each([
    ['the flow is off', refusal('invalid_grant', 400, 'client credentials flow not enabled'), 35_000, 'turn on Client'],
    ['no user is set', noUser, 35_000, 'check the flow and its user'],
    ["the org doesn't say why", refusal('invalid_grant', 400, 'authentication failure'), 35_000, 'Login History'],
    ['the user is not admitted', refusal('invalid_app_access'), 35_000, 'permission sets'],
  ])('is left to a person, and held against no credentials, if %s', async (_why, answer, waits, cure) => {
    for (const which of ['staged', 'primary'] as const) {
      const rotation = which === 'primary' ? { ...rotated, kind: 'retire' as const } : old;
      const { run, clock } = bench([silent, answer], { rotation });
      await expect(proveNew(run, which)).rejects.toMatchObject({
        code: 'AppGivesNoToken',
        exitCode: 3,
        safe: expect.stringMatching(/^Consumers get no token/),
        actions: [expect.stringContaining(cure), expect.stringContaining('keyturn resume Billing_Sync')],
      });
      // The first answer came after 2 s.
      expect(clock.now() - noon).toBe(waits);
      expect(run.rotation).toMatchObject({ stagedRefusedAt: null, proofs: [{ answer: 'inconclusive' }] });
    }
  });

  const facts = { username: 'int.billing@acme.example', isActive: true, isFrozen: false as boolean | null };
  const permissionMissing = reason('PermissionMissing', { username: 'a', permissions: ['b'] });
  const name = 'int.billing@acme.example';

  it.each([
    ['frozen', { isFrozen: true }, `unfreeze the user: Setup ▸ Users ▸ ${name} ▸ Unfreeze.`],
    ['inactive', { isActive: false }, `Activate the user: Setup ▸ Users ▸ ${name} ▸ Edit ▸ Active.`],
    ['inactive, and who is frozen shows nowhere', { isActive: false, isFrozen: null }, `▸ ${name} ▸ Edit ▸ Active.`],
    ['active and not frozen anymore', {}, `${name} is active and not frozen now. Salesforce may need a few minutes.`],
    ['active, and who is frozen shows nowhere', { isFrozen: null }, `activate or unfreeze ${name}, or choose`],
    ['hidden', permissionMissing, `activate or unfreeze ${name}, or choose`],
    ['gone', null, `activate or unfreeze ${name}, or choose`],
  ] as const)('names only what the user needs who can not sign in and is %s', async (_what, found, cure) => {
    const find = async (): Promise<never> => {
      if (found instanceof Error) throw found;
      return (found && { ...facts, ...found }) as never;
    };
    const { run } = bench([refusal('invalid_grant', 400, 'inactive user')], {
      rotation: old,
      org: { users: { find } },
    });
    const error = await errorOf(proveNew(run, 'staged'));
    expect(error).toMatchObject({ code: 'AppGivesNoToken', message: expect.stringContaining('inactive or frozen') });
    expect(error?.actions[0]).toContain(cure);
    const others = ['Unfreeze', '▸ Active', 'activate or unfreeze'].filter((other) => !cure.includes(other));
    expect(others.filter((other) => error?.actions.join(' ').includes(other))).toEqual([]);
  });

  it('names both where the user is inactive and frozen', async () => {
    const find = async () => ({ ...facts, isActive: false, isFrozen: true }) as never;
    const { run } = bench([refusal('invalid_grant', 400, 'inactive user')], {
      rotation: old,
      org: { users: { find } },
    });
    const error = await errorOf(proveNew(run, 'staged'));
    expect(error?.actions[0]).toMatch(/Edit ▸ Active\. .*Unfreeze\.$/);
  });

  it('goes on once the flow is on again', async () => {
    const { run } = bench([noUser, noUser, issued], { rotation: rotated });
    await proveNew(run, 'primary');
    expect(run.rotation.primaryProvedAt).toBe(noon + 5000);
  });

  it.each([
    ['ProofRefused', noSuchKey, { ...rotated, kind: 'back' }],
    ['ProofInconclusive', silent, rotated],
  ] as const)('says with %s why, what to do, and what is true of the integration', async (code, answer, rotation) => {
    const { run } = bench([answer], { rotation, run: { patienceMs: 61_000 } });
    const error = await proveNew(run, 'primary').catch((caught: unknown) => caught);
    const detail = run.rotation.proofs.at(-1)?.detail ?? 'nothing';
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining(`Billing_Sync`),
      safe: whatWorks(run.rotation),
    });
    expect(error).toMatchObject({ message: expect.stringContaining(detail) });
    expect(error).toMatchObject({ message: expect.not.stringContaining('taken back') });
    expect((error as { actions: readonly string[] }).actions[0]).toMatch(/\w{4}/);
  });
});

describe('whose token it is', () => {
  const other = (fields: object) => ({ ...issued, userId: '005000000000002AAA', ...fields }) as TokenAnswer;

  it('is not asked where nobody knows the execution user', async () => {
    const { run, news } = bench([other({})], { watched: { executionUser: null } });
    await proveNew(run, 'staged');
    expect(news.at(-1)).toEqual({ kind: 'done', act: 'prove', pair: 'new pair' });
  });

  it('is not known of a token that a program elsewhere got', async () => {
    const { run } = bench([{ kind: 'told', verdict: 'accepted', program: 'probe', detail: fromOutside('') }]);
    await proveNew(run, 'staged');
    expect(run.rotation.stagedProvedAt).toBe(noon);
  });

  it('is told by its id where the answer has no name, and nothing is said to be taken back', async () => {
    const { run } = bench([other({ username: null })]);
    await expect(proveNew(run, 'staged')).rejects.toMatchObject({
      code: 'ProofWrongUser',
      message: 'Billing_Sync got a token that acts as 005000000000002AAA, not as int.billing@acme.example',
    });
  });
});

describe('in an emergency', () => {
  it('goes on without a proof of the staged pair, and says so', async () => {
    const { run, news } = bench([silent], { rotation: emergency() });
    await proveNew(run, 'staged');
    expect(news.at(-1)).toEqual({
      kind: 'warning',
      warning: 'new-pair-unproved',
      problem: expect.stringContaining('(no answer)'),
    });
  });

  it('says that a pair that was refused is handed over after the rotation', async () => {
    const { run, news } = bench([noSuchKey], { rotation: { ...old, ...emergency() } });
    await proveNew(run, 'staged');
    expect(news.at(-1)).toEqual({
      kind: 'warning',
      warning: 'staged-pair-refused',
      problem: expect.stringContaining('invalid_client_id'),
    });
  });

  it('waits for the primary pair as long as in any other run', async () => {
    const { run, clock } = bench([silent], { rotation: { ...rotated, ...emergency() } });
    await expect(proveNew(run, 'primary')).rejects.toMatchObject({ code: 'ProofInconclusive' });
    expect(clock.now() - noon).toBeGreaterThan(20_000);
  });

  const prepared = found({ getsToken: false, why: 'no user', isSetUp: true });
  it('waits for nothing where the leaked pair got no token for what the app is set up like', async () => {
    const { run, asked } = bench([noUser], { rotation: { ...rotated, ...emergency() }, run: { prepared } });
    await expect(proveNew(run, 'primary')).rejects.toMatchObject({
      code: 'NewPairUnproved',
      message: expect.stringContaining('Billing_Sync'),
      actions: [expect.stringContaining('the flow and its user'), expect.anything()],
    });
    expect(asked).toEqual([newKey]);
  });

  it.each<[string, Situation, TokenAnswer]>([
    ['the leaked pair got one', { run: { prepared: found({ getsToken: true, why: null, isSetUp: false }) } }, noUser],
    ['nobody could try the leaked pair', { run: { prepared: found(null) } }, noUser],
    ['the plan says nothing of it', { run: { prepared: found(undefined) } }, noUser],
    ['there is no plan', { run: { prepared: { policy: null, freeze: null, token: null, plan: null } } }, noUser],
    ['the answer is another one', { run: { prepared } }, silent],
  ])('waits where %s', async (_name, situation, answer) => {
    const { run, asked } = bench([answer], { rotation: { ...rotated, ...emergency() }, ...situation });
    await expect(proveNew(run, 'primary')).rejects.toMatchObject({ code: 'ProofInconclusive' });
    expect(asked.length).toBeGreaterThan(5);
  });
});

async function onlyNew(_orgId: string, consumerKey: string) {
  return consumerKey === newKey ? ({ consumerKey } as never) : null;
}
