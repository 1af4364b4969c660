import { expect, it } from 'vitest';
import { withRepeated } from '../../../src/core/model/rotation-deliveries.ts';
import { delivery } from '../automation/app-facts.ts';
import { rotation } from '../watch/rotations.ts';

const promoted = rotation({
  stays: 'new',
  deliveries: [delivery('file:/erp', 'failed'), delivery('manual:CI', 'confirmed')],
});
const repeated = rotation({ id: 'again', ends: 'new', stays: 'new', deliveries: [delivery('file:/erp', 'delivered')] });

it.each([
  ['counts for the consumers that it names', repeated, ['confirmed', 'delivered']],
  ['of other credentials counts for nothing', { ...repeated, ends: 'x', stays: 'x' }, ['failed', 'confirmed']],
  ['is no other rotation', rotation({ stays: 'new', ends: 'old', deliveries: [] }), ['failed', 'confirmed']],
  ['need not be', null, ['failed', 'confirmed']],
])('a repeated delivery %s', (_what, later, statuses) => {
  expect(withRepeated(promoted, later).deliveries.map(({ status }) => status)).toEqual(statuses);
});
