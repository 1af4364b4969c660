import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameTarget, newTargets, parseTarget, targetText } from '../../../src/core/model/target.ts';
import { targets } from '../../support/targets.ts';

describe('a delivery target', () => {
  it.each([
    ['file:/etc/erp.env', { kind: 'file', name: '/etc/erp.env' }],
    ['exec:/opt/hand-over', { kind: 'exec', name: '/opt/hand-over' }],
    ['file:///etc//./erp.env', { kind: 'file', name: '/etc/erp.env' }],
    ['file: /etc/../erp.env ', { kind: 'file', name: '/etc/../erp.env' }],
    ['exec:/opt//hand-over', { kind: 'exec', name: '/opt/hand-over' }],
    ['manual:/a//b', { kind: 'manual', name: '/a//b' }],
    ['manual:Nightly: export', { kind: 'manual', name: 'Nightly: export' }],
    ['vault:secret/erp', { kind: 'unknown', name: 'vault:secret/erp' }],
    ['file@build-host:/etc/erp.env', { kind: 'unknown', name: 'file@build-host:/etc/erp.env' }],
    ['/etc/erp.env', { kind: 'unknown', name: '/etc/erp.env' }],
  ])('is read from %s', (text, target) => expect(parseTarget(text)).toEqual(target));

  it('keeps any text', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((name) => `manual:${name}\n`),
        ),
        (text) => targetText(parseTarget(text)) === text,
      ),
    ));

  it('is the same as another one of the same kind and name only', () => {
    const [file, sameFile, otherFile, program] = ['file:/a', 'file:/a', 'file:/b', 'exec:/a'].map(parseTarget);
    if (!file || !sameFile || !otherFile || !program) throw new Error('four targets were named');
    expect([sameFile, otherFile, program].map((one) => isSameTarget(file, one))).toEqual([true, false, false]);
  });

  it('is new once, unless it is known', () => {
    const named = targets('file:/a', 'file:/b', 'exec:/b', 'file:/b');
    expect(newTargets(targets('file:/a'), named)).toEqual(targets('file:/b', 'exec:/b'));
  });
});
