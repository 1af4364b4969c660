import { describe, expect, it } from 'vitest';
import {
  type Consumer,
  consumerState,
  findConsumer,
  newConsumer,
  rememberingRun,
  withTargets,
} from '../../../src/core/model/consumer.ts';
import type { DeliveryState, Rotation } from '../../../src/core/model/rotation.ts';
import { parseTarget } from '../../../src/core/model/target.ts';
import { targets } from '../../support/targets.ts';
import { delivery } from '../automation/app-facts.ts';
import { rotation } from '../watch/rotations.ts';
import { noon } from '../watch/watched-apps.ts';

const at = noon + 60_000;
const long = { adoptedAt: 0 };
const erp = newConsumer(parseTarget('file:/erp'));
const confirmed = { status: 'confirmed', at: noon, problem: null } as const;
const run = (status: DeliveryState['status'], fields: Partial<Rotation> = {}) =>
  rotation({ deliveries: [delivery('file:/erp', status, status === 'pending' ? null : noon)], ...fields });

describe('the state of a consumer', () => {
  const rows: readonly (readonly [string, Consumer, Rotation | null, object])[] = [
    ['nothing is known', erp, null, { status: 'unknown', since: null }],
    ['nothing was delivered yet', erp, run('pending'), { status: 'unknown' }],
    ['it was delivered', erp, run('delivered'), { status: 'delivered', since: noon }],
    ['a person must update it', erp, run('waiting'), { status: 'notified', since: noon }],
    ['a person confirmed it', erp, run('confirmed'), { status: 'confirmed', since: noon }],
    ['a delivery failed', erp, run('failed'), { status: 'failing', since: noon }],
    ['only an earlier run knows it', { ...erp, last: confirmed }, null, { status: 'confirmed', since: noon }],
    ['the next run has not begun with it', { ...erp, last: confirmed }, run('pending'), { status: 'confirmed' }],
    ['it was left behind', { ...erp, last: confirmed }, run('pending', { rotatedAt: at }), { status: 'unknown' }],
    ['what it got is gone', { ...erp, last: confirmed }, run('delivered', { outcome: 'lost' }), { status: 'unknown' }],
    [
      'its target was found broken later',
      { ...erp, test: { at, problem: 'the folder is gone', since: at } },
      run('delivered'),
      { status: 'failing', since: at, problem: 'the folder is gone' },
    ],
    [
      'its target was found broken before the delivery',
      { ...erp, test: { at: noon - 1, problem: 'the folder is gone', since: 0 } },
      run('confirmed'),
      { status: 'confirmed', since: noon },
    ],
  ];
  it.each(rows)('where %s', (_title, consumer, newest, expected) => {
    expect(consumerState(consumer, newest, long)).toMatchObject(expected);
  });

  it('counts a failure from the first one', () => {
    const twice = { ...delivery('file:/erp', 'failed', at), since: noon };
    expect(consumerState(erp, rotation({ deliveries: [twice] }), long)).toMatchObject({
      status: 'failing',
      since: noon,
    });
  });

  it('starts anew when the app is watched again after the run', () => {
    const over = run('confirmed', { startedAt: noon, finishedAt: at, outcome: 'done' });
    expect(consumerState(erp, over, { adoptedAt: at + 1 })).toMatchObject({ status: 'unknown', since: null });
    // The promotion of a run counts as the beginning of the new credentials.
    expect(consumerState(erp, over, { adoptedAt: noon + 1 })).toMatchObject({ status: 'confirmed' });
    expect(consumerState(erp, run('confirmed'), { adoptedAt: at + 1 })).toMatchObject({ status: 'confirmed' });
  });

  it('is kept when another run becomes the newest', () => {
    const [kept] = rememberingRun([erp], run('confirmed', { finishedAt: at, outcome: 'done' }));
    const staged = run('pending', { kind: 'stage' });
    expect(kept && consumerState(kept, staged, long)).toEqual({ status: 'confirmed', since: noon, problem: null });
  });
});

describe('the name of a consumer', () => {
  it('is its own within the app', () => {
    const named = [newConsumer(parseTarget('file:/erp'), { name: 'bob' })];
    const all = withTargets(named, targets('manual:Bob', 'file:/erp', 'file:/new'));
    expect(all.map(({ name }) => name)).toEqual(['bob', 'Bob (2)', 'file:/new']);
  });

  it.each(['Nightly', ' nightly ', 'file:/etc/erp.env', '/etc/erp.env'])('is understood as %s', (text) => {
    const all = [
      newConsumer(parseTarget('manual:CI')),
      newConsumer(parseTarget('file:/etc/erp.env'), { name: 'Nightly' }),
    ];
    expect(findConsumer(all, text)?.name).toBe('Nightly');
    expect(findConsumer(all, `${text}x`)).toBeNull();
  });
});
