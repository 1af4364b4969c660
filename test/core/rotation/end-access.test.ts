import { describe, expect, it } from 'vitest';
import type { Rotation } from '../../../src/core/model/rotation.ts';
import { type KeyturnError, reason } from '../../../src/core/reasons/errors.ts';
import { containAtLast, endAccess, openAtLast } from '../../../src/core/rotation/end-access.ts';
import { noon } from '../watch/watched-apps.ts';
import { oldKey } from './given.ts';
import { emergency, issued, lost, refusal, refused, runWith, type Situation } from './run-with.ts';
import { stoppable } from './stoppable.ts';

const gone = { rotatedAt: noon, endedAt: noon };
const dead = (key: string) => (key === oldKey ? refusal('invalid_client_id') : issued);

function ending(fields: Parameters<typeof emergency>[0], situation: Situation = {}) {
  let lists = 0;
  const made = runWith({
    rotation: { ...gone, ...emergency(fields) },
    token: dead,
    org: {
      sessions: {
        list: async () => {
          lists += 1;
          return [];
        },
      },
      users: { signIns: async () => [], appsRunningAs: async () => [] },
    },
    ...situation,
  });
  return { ...made, lists: () => lists };
}

describe('ending access', () => {
  it('proves that the leaked pair is dead, and ends the sessions beside it', async () => {
    const { run, lists } = ending({});
    await endAccess(run);
    expect(run.rotation.refusedAt).toBe(noon);
    expect(run.rotation.emergency?.sessions).toMatchObject({ at: noon });
    expect(lists()).toBe(1);
  });

  it.each([
    ['they are to be kept', { keepsSessions: true }],
    ['they were ended already', { sessions: {} as never }],
  ])('leaves sessions alone where %s', async (_name, fields) => {
    const { run, lists } = ending(fields);
    await endAccess(run);
    expect([run.rotation.refusedAt, lists()]).toEqual([noon, 0]);
  });

  it('ends the sessions although the leaked pair still works', async () => {
    const { run } = ending({}, { token: () => issued });
    await expect(endAccess(run)).rejects.toMatchObject({ code: 'OldPairAccepted' });
    expect(run.rotation.emergency?.sessions).not.toBeNull();
  });
});

function without(
  error: KeyturnError,
  rotation: NonNullable<Situation['rotation']>,
  policy: () => Promise<unknown> = async () => ({ isOauthPluginEnabled: true, isEnabled: true }),
) {
  const asked: string[] = [];
  const { run, news } = runWith({
    rotation,
    token: () => refusal('invalid_grant', 400, 'client credentials flow not enabled'),
    org: {
      metadata: { appPolicy: policy as never, setOauthPlugin: async () => void asked.push('flow off') },
      users: {
        freezeState: async () => ({ loginId: '0Yw', isFrozen: false }),
        setFrozen: async () => void asked.push('freeze'),
      },
    },
  });
  return { asked, news, run, done: containAtLast(run, error) };
}

describe('where no new pair can be had', () => {
  it.each([
    'DeployFailed',
    'IdentityVerificationNeeded',
    'OrgRefused',
    'PermissionMissing',
    'SecretAccessDisabled',
    'SlotUnclear',
    'StagedPairGone',
    'StagedSecretHidden',
    'StagingUnavailable',
    'StrangersPair',
  ])('turns the flow off after %s', async (code) => {
    const { asked, done, run } = without(Object.assign(Object.create(refused), { code }), emergency());
    await done;
    expect(asked).toEqual(['flow off']);
    expect(run.rotation.emergency?.containment).toMatchObject({ by: 'flow', wasSo: false });
  });

  it('freezes the user where that was the plan', async () => {
    const { asked, done } = without(refused, emergency({ containBy: 'freeze' }));
    await done;
    expect(asked).toEqual(['freeze']);
  });

  it.each([
    ['the fault is on this computer', reason('PassphraseWrong', { path: '/home/ada/pair.age' }), emergency()],
    ['a later try may help', lost, emergency()],
    ['there is a new pair', refused, { ...emergency(), rotatedAt: noon }],
    [
      'it is contained already',
      refused,
      emergency({
        containment: { by: 'flow', wasSo: false, intendedAt: noon, containedAt: noon, provedAt: null, openedAt: noon },
      }),
    ],
    ['it is no emergency', refused, {}],
  ])('turns nothing off where %s', async (_name, error, rotation) => {
    const { asked, done } = without(error, rotation);
    await done;
    expect(asked).toEqual([]);
  });

  it("says where it can't be turned off, and hides no defect", async () => {
    const silent = without(refused, emergency(), () => Promise.reject(lost));
    await silent.done;
    expect(silent.news.at(-1)).toEqual({ kind: 'warning', warning: 'not-contained-at-last', problem: lost.message });
    await expect(without(refused, emergency(), () => Promise.reject(new Error('a defect'))).done).rejects.toThrow(
      'a defect',
    );
  });
});

describe('a run that stops after the leaked credentials are deleted', () => {
  const off = {
    by: 'flow',
    wasSo: false,
    intendedAt: noon,
    containedAt: noon,
    provedAt: noon,
    openedAt: null,
  } as const;
  function stopped(emergencyFields: Parameters<typeof emergency>[0] = {}, rotation: Partial<Rotation> = {}) {
    const made = stoppable({ isOn: false, containment: off });
    made.run.rotation = { ...made.run.rotation, endedAt: noon, ...rotation };
    const { emergency: fields } = made.run.rotation;
    if (fields) made.run.rotation = { ...made.run.rotation, emergency: { ...fields, ...emergencyFields } };
    return made;
  }

  it.each([refused, lost])('restores access ($code)', async (error) => {
    const { run, asked } = stopped();
    await openAtLast(run, error);
    expect(asked).toEqual(['flow on']);
    expect(run.rotation.emergency?.containment?.openedAt).toBe(noon);
  });

  it.each([
    ['a person interrupts it', reason('Interrupted', { doing: null, command: null }), {}, {}],
    ['the state broke', reason('DiskFull', { path: '/home/ana/.keyturn' }), {}, {}],
    ['another process has the app', reason('TakenOver', { what: 'it', holder: 'process 2' }), {}, {}],
    ['it is a defect', new Error('a defect'), {}, {}],
    ['the leaked credentials are not deleted', refused, {}, { endedAt: null }],
    ['the leaked credentials were seen in the slot', refused, { freed: [oldKey] }, {}],
    ['access is open', refused, { containment: { ...off, openedAt: noon } }, {}],
  ])('leaves access as it is where %s', async (_what, error, fields, rotation) => {
    const { run, asked } = stopped(fields, rotation);
    await openAtLast(run, error);
    expect(asked).toEqual([]);
  });

  it('stops for its own reason also where access cannot be restored', async () => {
    const { run } = stopped();
    const failing = {
      ...run,
      ports: { ...run.ports, org: { ...run.ports.org, metadata: { appPolicy: async () => Promise.reject(lost) } } },
    };
    await expect(openAtLast(failing as never, refused)).resolves.toBeUndefined();
  });
});
