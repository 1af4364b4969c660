import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileOf } from '../../../src/core/model/new-file-access.ts';
import {
  consumerName,
  isSameTarget,
  newTargets,
  parseTarget,
  targetProblem,
  targetText,
} from '../../../src/core/model/target.ts';
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

  it.each([
    ['/etc/erp.env', '/etc/erp.env', [null, null, null]],
    ['/etc/erp.env?mode=0640', '/etc/erp.env', [null, null, 0o640]],
    ['/etc/erp.env?owner=erp,group=1001,mode=440', '/etc/erp.env', ['erp', '1001', 0o440]],
    ['/etc/what?/erp.env', '/etc/what?/erp.env', [null, null, null]],
    ['/etc/erp.env?', '/etc/erp.env?', [null, null, null]],
  ])('may say who reads a new file: %s', (name, path, [owner, group, mode]) => {
    expect(fileOf(name)).toEqual({ path, access: { owner, group, mode } });
    expect(targetProblem({ kind: 'file', name })).toBe(null);
  });

  it.each([
    'mode=0666',
    'mode=0240',
    'mode=rw',
    'owner=',
    'owner=a:b',
    'group=-1',
    'mode=0640,mode=0600',
    'acl=x',
    'mode=0640,',
  ])('says nothing about who reads a new file with %s', (wishes) =>
    expect(targetProblem({ kind: 'file', name: `/etc/erp.env?${wishes}` })).toBe('unclear-access'),
  );

  it('is called by its path', () => {
    const named = targets(
      'file:/etc/erp.env?mode=0640',
      'file:/etc/erp.env',
      'exec:/opt/x?mode=0640',
      'manual:CI?mode=0640',
    );
    expect(named.map(consumerName)).toEqual([
      'file:/etc/erp.env',
      'file:/etc/erp.env',
      'exec:/opt/x?mode=0640',
      'CI?mode=0640',
    ]);
  });

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
