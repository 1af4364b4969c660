import { describe, expect, it } from 'vitest';
import type { JournalAction } from '../../../src/core/model/journal.ts';
import { type Target, targetText } from '../../../src/core/model/target.ts';
import { type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { afterTrouble, closeOpenIntents, noteStop } from '../../../src/core/rotation/trouble.ts';
import { targets } from '../../support/targets.ts';
import { noon } from '../watch/watched-apps.ts';
import { emergency, lost, refused, runWith } from './run-with.ts';

const minute = 60_000;
const ahead = reason('DeployAhead', { host: 'acme' });
const unavailable = reason('OrgUnavailable', { host: 'acme', status: 503 });
const unreadable = reason('OrgAnswerUnreadable', { host: 'acme', call: 'staging', problem: 'no JSON' });
const asking = (retryAfterMs: number) => reason('OrgUnavailable', { host: 'acme', status: 503 }, { retryAfterMs });

type Bench = ReturnType<typeof runWith>;

async function intend(
  { run, memory }: Bench,
  action: JournalAction,
  rotation: string | null = run.rotation.id,
  more: Readonly<Record<string, string>> = {},
) {
  const { orgId, app } = run.rotation;
  const detail = rotation === null ? more : { rotation, ...more };
  const line = {
    event: 'intended',
    action,
    intent: `${action} ${memory.lines.length}`,
    orgId,
    org: 'acme',
    app,
    detail,
  } as const;
  await run.ports.state.journal.append(line);
}

const opened = ({ memory }: Bench) => memory.openIntents.map(({ action }) => action);

describe('intents without an outcome', () => {
  it('waits while a request may still be on its way, and closes them', async () => {
    const bench = runWith();
    await intend(bench, 'stage');
    bench.clock.advance(2000);
    await closeOpenIntents(bench.run);
    expect(bench.clock.now()).toBe(noon + 5000);
    expect(bench.news).toEqual([{ kind: 'waiting', why: 'in-flight', until: noon + 5000 }]);
    expect(bench.run.seen).toBeNull();
    expect(bench.steps()).toEqual(['stage intended', 'stage recovered']);
    expect(bench.memory.lines[1]).toMatchObject({ intent: 'stage 0', detail: { rotation: bench.run.rotation.id } });
  });

  it.each([
    ['rotate', {}, ['file:/etc/erp.env']],
    ['emergency', emergency(), []],
  ] as const)('settles the targets of killed deliveries in a run of the kind %s', async (_kind, rotation, settled) => {
    const found: string[] = [];
    const deliveries = {
      ...runWith().run.ports.deliveries,
      settle: async (target: Target) => void found.push(targetText(target)),
    };
    const bench = runWith({ rotation, ports: { deliveries } });
    await intend(bench, 'deliver', bench.run.rotation.id, { target: 'file:/etc/erp.env' });
    await intend(bench, 'save-pair', bench.run.rotation.id, { target: 'file:/other' });
    await closeOpenIntents(bench.run);
    expect(found).toEqual(settled);
    expect(opened(bench)).toEqual([]);
  });

  it.each([
    ['stage', 5000, 0],
    ['stage', 4999, 1],
    ['rotate', 4999, 1],
    ['delete-pair', 4999, 1],
    ['deliver', 0, 0],
    ['prove', 0, 0],
  ] as const)('after %s, %i ms ago, waits %i ms', async (action, ago, wait) => {
    const bench = runWith();
    await intend(bench, action);
    bench.clock.advance(ago);
    await closeOpenIntents(bench.run);
    expect(bench.clock.now() - noon - ago).toBe(wait);
    expect(opened(bench)).toEqual([]);
  });

  it('waits for the newest', async () => {
    const bench = runWith();
    await intend(bench, 'stage');
    bench.clock.advance(3000);
    await intend(bench, 'rotate');
    await intend(bench, 'deliver');
    await closeOpenIntents(bench.run);
    expect(bench.clock.now()).toBe(noon + 8000);
  });

  it('waits no longer for a line from the future, where a clock was set back', async () => {
    const bench = runWith();
    await intend(bench, 'stage');
    bench.clock.advance(-60 * minute);
    await closeOpenIntents(bench.run);
    expect(bench.clock.now()).toBe(noon - 60 * minute + 5000);
  });

  it('leaves those of other runs that are not finished, and what belongs to no run', async () => {
    const bench = runWith();
    const { run, memory } = bench;
    await run.ports.state.rotations.save({ ...run.rotation, id: 'another', consumerId: '888other' }, run.rotation);
    await intend(bench, 'stage', 'another');
    await intend(bench, 'borrow-secret-access', null);
    await intend(bench, 'deliver', 'one that was replaced');
    await intend(bench, 'deliver');
    await closeOpenIntents(run);
    expect(opened(bench)).toEqual(['stage', 'borrow-secret-access']);
    expect(memory.lines.slice(4).map(({ intent }) => intent)).toEqual(['deliver 2', 'deliver 3']);
    expect(bench.clock.now()).toBe(noon);
  });

  it('keeps what was seen where there is none', async () => {
    const { run, steps } = runWith();
    const { seen } = run;
    await closeOpenIntents(run);
    expect(run.seen).toBe(seen);
    expect(steps()).toEqual([]);
  });
});

describe('after trouble', () => {
  it.each([lost, unavailable, unreadable])('looks again after $code, and closes the intent', async (error) => {
    const bench = runWith();
    await intend(bench, 'stage');
    await afterTrouble(bench.run, error, null);
    expect(bench.run.seen).toBeNull();
    expect(bench.run.attempt.silences).toBe(1);
    expect(bench.clock.now()).toBe(noon + 5000);
    expect(bench.news).toEqual([{ kind: 'waiting', why: 'problem', problem: error.message, until: noon + 5000 }]);
    expect(opened(bench)).toEqual([]);
  });

  it('waits longer the second time, and leaves the third to a later run', async () => {
    const { run, clock } = runWith();
    await afterTrouble(run, lost, 'rotate');
    await afterTrouble(run, lost, 'rotate');
    expect(clock.now()).toBe(noon + 15_000);
    await expect(afterTrouble(run, lost, 'rotate')).rejects.toBe(lost);
  });

  it('keeps trying for two minutes in an emergency: quickly at first, then less often', async () => {
    const { run, clock } = runWith({ rotation: emergency() });
    const waits: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const before = clock.now();
      await afterTrouble(run, lost, 'rotate');
      waits.push((clock.now() - before) / 1000);
    }
    expect(waits).toEqual([5, 5, 10, 20, 40, 40]);
    await expect(afterTrouble(run, lost, 'rotate')).rejects.toBe(lost);
  });

  it.each([
    [7000, noon + 7000],
    [1000, noon + 5000],
    [120_000, noon + 120_000],
  ])('where the org asks for %i ms it waits as long at least', async (ms, until) => {
    const { run, clock } = runWith();
    await afterTrouble(run, asking(ms), 'rotate');
    expect(clock.now()).toBe(until);
  });

  it('does not wait longer than its patience', async () => {
    const { run, clock } = runWith();
    await expect(afterTrouble(run, asking(120_001), 'rotate')).rejects.toMatchObject({ code: 'OrgUnavailable' });
    expect(clock.now()).toBe(noon);
  });

  it("tries again behind somebody's deploy in an emergency, and says in the end what is in its way", async () => {
    const { run, clock } = runWith({ rotation: emergency() });
    for (let tries = 0; tries < 24; tries += 1) await afterTrouble(run, ahead, null);
    // A deploy that ends is seen at once.
    expect(clock.now()).toBe(noon + 24 * 5000);
    await expect(afterTrouble(run, ahead, null)).rejects.toMatchObject({
      code: 'EmergencyBlocked',
      message: expect.stringMatching(/Billing_Sync/),
      cause: ahead,
    });
    await expect(afterTrouble(runWith().run, ahead, 'rotate')).rejects.toBe(ahead);
  });

  it('forgives one refusal of something that touches pairs, and looks what is in the org', async () => {
    const { run, clock } = runWith();
    await afterTrouble(run, refused, 'rotate');
    expect([run.seen, run.attempt.isRefused, clock.now()]).toEqual([null, true, noon]);
    await expect(afterTrouble(run, refused, 'rotate')).rejects.toBe(refused);
  });

  it('forgives no refusal of anything else', async () => {
    const { run } = runWith();
    await expect(afterTrouble(run, refused, null)).rejects.toBe(refused);
  });

  it.each([
    ['NoWayBack', { kind: 'back' }],
    ['OrgRefused', { kind: 'back', rotatedAt: noon }],
    ['OrgRefused', { kind: 'rotate' }],
  ] as const)('ends with %s after the second refusal in a run of %o', async (code, rotation) => {
    const { run } = runWith({ rotation });
    await afterTrouble(run, refused, 'rotate');
    await expect(afterTrouble(run, refused, 'rotate')).rejects.toMatchObject({ code });
  });

  it('says on the way back what the org has refused', async () => {
    const { run } = runWith({ rotation: { kind: 'back' } });
    await afterTrouble(run, refused, 'rotate');
    await expect(afterTrouble(run, refused, 'rotate')).rejects.toMatchObject({
      code: 'NoWayBack',
      message: expect.stringContaining(refused.message),
      cause: refused,
    });
  });

  it('ends no switch back whose look is refused, and leaves open whether the promotion happened', async () => {
    const { run } = runWith({ rotation: { kind: 'back' } });
    run.attempt.isPromotionOpen = true;
    await afterTrouble(run, refused, 'rotate');
    await expect(afterTrouble(run, refused, 'observe')).rejects.toBe(refused);
    expect(run.attempt.isPromotionOpen).toBe(true);
  });

  it.each([new Error('a defect'), reason('PassphraseWrong', { path: '/home/ada/pair.age' })])(
    "throws what a look doesn't help: %s",
    async (error) => {
      await expect(afterTrouble(runWith().run, error, 'rotate')).rejects.toBe(error);
    },
  );
});

describe('stopping', () => {
  const noting = async (error: KeyturnError, rotation = {}) => {
    const { run } = runWith({ rotation });
    await noteStop(run, error);
    const { retry, stop } = run.rotation;
    return { retry, stop };
  };

  it('plans a retry after trouble that passes', async () => {
    const retry = { attempt: 1, at: noon + minute, since: noon };
    expect(await noting(lost)).toEqual({ retry, stop: null });
    expect(await noting(asking(10 * minute))).toEqual({ retry: { ...retry, at: noon + 10 * minute }, stop: null });
  });

  it('waits for a person where a retry would come too late', async () => {
    const staged = { id: '0xS1', createdAt: noon, expiresAt: noon + 3 * 24 * 60 * minute };
    expect(await noting(lost, { staged })).toEqual({ retry: null, stop: { code: 'OrgUnreachable', at: noon } });
  });

  it("waits for a person after what doesn't pass, and not after an interruption", async () => {
    expect(await noting(refused)).toEqual({ retry: null, stop: { code: 'OrgRefused', at: noon } });
    const interrupted = reason('Interrupted', { doing: null, command: 'resume Billing_Sync' });
    expect(await noting(interrupted)).toEqual({ retry: null, stop: null });
  });

  it('gives the run that was to be undone its place again where Salesforce refuses the way back', async () => {
    const { run, memory } = runWith({ rotation: { id: 'back-1', kind: 'back', replaces: 'run-0' } });
    const { rotations } = run.ports.state;
    const [target] = targets('file:/etc/erp.env') as [Target];
    const delivered = [{ target, status: 'delivered', at: noon, problem: null }] as const;
    const undone = { ...run.rotation, id: 'run-0', kind: 'rotate', deliveries: delivered, rotatedAt: noon } as const;
    await rotations.save({ ...undone, outcome: 'replaced', finishedAt: noon }, run.rotation);
    await noteStop(run, reason('NoWayBack', { app: 'Billing_Sync', why: 'refused-already' }));
    expect(run.rotation).toMatchObject({ outcome: 'refused', finishedAt: noon, stop: null });
    const { orgId, consumerId } = run.rotation;
    const open = await rotations.open(orgId, consumerId);
    expect(open).toMatchObject({ id: 'run-0', outcome: null, rotatedAt: noon, deliveries: [{ status: 'delivered' }] });
    expect(await rotations.latest(orgId, consumerId)).toEqual(open);
    expect(memory.lines.at(-1)).toMatchObject({ action: 'finish-rotation', detail: { outcome: 'refused' } });
  });

  it("only ends a refused way back that took no run's place", async () => {
    const { run } = runWith({ rotation: { kind: 'back' } });
    await noteStop(run, reason('NoWayBack', { app: 'Billing_Sync', why: 'refused-already' }));
    expect(await run.ports.state.rotations.unfinished()).toEqual([]);
  });
});
