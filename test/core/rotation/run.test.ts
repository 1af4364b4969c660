import { describe, expect, it } from 'vitest';
import type { RotationEvent } from '../../../src/core/machine/events.ts';
import { allOf, interrupted, newAttempt, pairOf, pause, record } from '../../../src/core/rotation/run.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, newKey, oldKey } from './given.ts';
import { runWith } from './run-with.ts';

describe('the record of a run', () => {
  it.each<[boolean, RotationEvent]>([
    [true, { type: 'rotate-intended', at: noon }],
    [true, { type: 'contain-intended', by: 'flow', wasSo: false, at: noon }],
    [false, { type: 'rotated', at: noon }],
    [false, { type: 'saved', at: noon }],
  ])('tells (%s) that the org may have been changed after %o', async (hasTouched, event) => {
    const { run, memory } = runWith();
    await record(run, event);
    expect(run.attempt).toEqual({ ...newAttempt(), hasTouched });
    expect(memory.runs).toHaveLength(1);
    await record(run, { type: 'rested' });
    expect(run.attempt.hasTouched).toBe(hasTouched);
  });
});

describe('an attempt', () => {
  it('begins as if nothing had ever gone wrong', () => {
    expect(Object.values(newAttempt()).every((fact) => fact === 0 || fact === false)).toBe(true);
  });
});

describe('a wait', () => {
  it('says how long it takes, and trusts no look of before', async () => {
    const { run, news, clock } = runWith({ run: { seen: look() } });
    await pause(run, { why: 'in-flight' }, 5000);
    expect(news).toEqual([{ kind: 'waiting', why: 'in-flight', until: noon + 5000 }]);
    expect([run.seen, clock.now()]).toEqual([null, noon + 5000]);
  });

  it('ends at once when a person interrupts it, and says how to go on', async () => {
    const leave = new AbortController();
    const { run } = runWith({ ports: { signal: leave.signal } });
    leave.abort(new Error('the user left'));
    await expect(pause(run, { why: 'in-flight' }, 5000)).rejects.toMatchObject({
      code: 'Interrupted',
      message: expect.stringContaining('waiting for Salesforce'),
      actions: [expect.stringContaining(`resume ${run.rotation.app}`)],
      cause: expect.objectContaining({ message: 'the user left' }),
    });
  });
});

describe('an interruption', () => {
  it('names the command that goes on', () => {
    const { run } = runWith();
    expect(interrupted(run, null)).toMatchObject({ code: 'Interrupted', exitCode: 130 });
  });
});

describe('a pair of the run', () => {
  it.each([
    ['previous', oldKey],
    ['new', newKey],
  ])('that is stored nowhere stops the run: the %s one', async (slot, key) => {
    const { run, pairs } = runWith();
    expect(await pairOf(run, key)).toMatchObject({ consumerKey: key });
    pairs.delete(key);
    await expect(pairOf(run, key)).rejects.toMatchObject({
      code: 'PairNotStored',
      message: expect.stringMatching(new RegExp(`${slot}.*${run.rotation.app}|${run.rotation.app}.*${slot}`)),
    });
  });
});

describe('work side by side', () => {
  it('is waited for to its end, also where a part of it breaks', async () => {
    const done: string[] = [];
    const slow = new Promise<string>((resolve) => setImmediate(() => resolve('slow')));
    const work: Promise<unknown>[] = [Promise.reject(new Error('broken')), slow.then((one) => void done.push(one))];
    await expect(allOf(work)).rejects.toThrow('broken');
    expect(done).toEqual(['slow']);
    expect(await allOf([Promise.resolve('quick'), slow])).toEqual(['quick', 'slow']);
  });
});
