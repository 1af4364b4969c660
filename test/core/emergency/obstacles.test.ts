import { describe, expect, it } from 'vitest';
import { containmentOf, obstacleOf, obstaclesOf } from '../../../src/core/emergency/obstacles.ts';
import type { OrgPermission } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { respondTo } from '../rotation/drive.ts';
import { World } from '../rotation/world.ts';

const org = { username: 'ada@acme.example', isPractice: false, hasOpaqueSession: true };
const nothing = { closed: null, refused: null, isSlotRead: true, changesSettings: false };
const lacking = (...missing: readonly OrgPermission[]) => ({
  granted: new Set<OrgPermission>(),
  missing: new Set(missing),
  unknown: new Set<OrgPermission>(),
});
const codes = (...given: Parameters<typeof obstaclesOf>) => obstaclesOf(...given).map(({ code }) => code);

describe('what prevents the replacement of leaked credentials', () => {
  it('is nothing that the look has disproved, and nothing where the org shows no permissions', () => {
    expect(codes(org, lacking('ViewClientSecret', 'ModifyMetadata'), nothing)).toEqual([]);
    expect(codes(org, null, { ...nothing, isSlotRead: false, changesSettings: true })).toEqual([]);
  });

  it.each([
    ['reading secrets', 'ViewClientSecret', { isSlotRead: false }],
    ['changing apps', 'ExternalClientAppDeveloper', { isSlotRead: false }],
    ['changing settings', 'ModifyMetadata', { changesSettings: true }],
  ] as const)('is a permission for %s', (_what, permission, found) => {
    const [gap] = obstaclesOf(org, lacking(permission), { ...nothing, ...found });
    expect(gap).toMatchObject({ code: 'PermissionMissing', message: expect.stringContaining(permission) });
    expect(obstacleOf(gap as never).cures).not.toContain('Then run the same command again.');
  });

  it('is a permission that another one includes only where that one is missing, too', () => {
    const all = { ...lacking('ModifyMetadata'), granted: new Set<OrgPermission>(['ModifyAllData']) };
    expect(codes(org, all, { ...nothing, changesSettings: true })).toEqual([]);
  });

  it('is a closed store, a refusal and a JWT session, each once', () => {
    const closed = reason('PassphraseWrong', { path: '/pp' });
    const refused = reason('IdentityVerificationNeeded', { setupUrl: 'https://acme.example' });
    const jwt = { ...org, hasOpaqueSession: false };
    expect(codes(jwt, null, { closed, refused, isSlotRead: false, changesSettings: true })).toEqual([
      'IdentityVerificationNeeded',
      'PassphraseWrong',
      'SessionNotOpaque',
    ]);
    expect(codes(org, null, { ...nothing, closed, refused: closed })).toEqual(['PassphraseWrong']);
  });
});

describe('how access is blocked', () => {
  const by = (missing: readonly OrgPermission[], wanted: 'flow' | 'freeze' | 'flow-or-freeze', change = {}) =>
    containmentOf({ ...org, ...change }, lacking(...missing), { wanted, app: 'ERP', hasUser: true });

  it('is as requested where nothing is known to prevent it', () => {
    for (const wanted of ['flow', 'freeze', 'flow-or-freeze'] as const) {
      expect(by([], wanted)).toEqual({ by: wanted, why: null });
      expect(containmentOf(org, null, { wanted, app: 'ERP', hasUser: true })).toEqual({ by: wanted, why: null });
    }
  });

  it('is by freezing where the flow can not be turned off and either will do, and not at all otherwise', () => {
    const why = expect.stringContaining('ModifyMetadata');
    expect(by(['ModifyMetadata'], 'flow-or-freeze')).toEqual({ by: 'freeze', why });
    expect(by(['ModifyMetadata'], 'flow')).toEqual({ by: null, why });
    expect(by(['ModifyMetadata', 'ManageUsers'], 'flow-or-freeze')).toEqual({ by: null, why });
    expect(by(['ManageUsers'], 'freeze')).toEqual({ by: null, why: expect.stringContaining('ManageUsers') });
    expect(by([], 'flow', { hasOpaqueSession: false })).toMatchObject({
      by: null,
      why: expect.stringContaining('JWT'),
    });
    const unknown = { wanted: 'freeze', app: 'ERP', hasUser: false } as const;
    expect(containmentOf(org, lacking(), unknown)).toMatchObject({ by: null });
  });
});

it('changes nothing without a containment if the replacement would need what is missing, and names the way to block access', async () => {
  const world = new World({ name: 'REST access off and no right to turn it on', kind: 'emergency', isOff: true });
  await world.begin();
  const ports = await world.process();
  const openOrg = async (name: string) => ({
    ...(await ports.openOrg(name)),
    permissions: async () => lacking('ModifyMetadata'),
  });
  await expect(respondTo(world, { ...ports, openOrg })).rejects.toMatchObject({
    code: 'PermissionMissing',
    safe: expect.stringContaining('The leaked credentials work'),
    actions: expect.not.arrayContaining([expect.stringContaining('resume')]),
  });
  expect([world.hasChangedOrg, world.open]).toEqual([false, null]);
});
