import { expect, it } from 'vitest';
import { checkDocument, checkSummary } from '../../src/cli/check-document.ts';
import type { Rotation } from '../../src/core/model/rotation.ts';
import type { Checked } from '../../src/core/watch/check.ts';
import { emergencyRun, rotation } from '../core/watch/rotations.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';

const sight = {
  ...{ primaryKey: '3MVG9key', runsAs: 'int.billing@acme.example', user: null, secretAccess: true },
  ...{ permittedUsers: null, ipRelaxation: null, requiredSessionLevel: null },
  flow: { app: true, policy: true, oauth: true },
};

function checked(run: Rotation | null): Checked {
  return {
    watched: watchedApp(),
    rotation: run,
    sight,
    slot: [],
    unseen: [],
    proof: null,
    unwritten: [],
    clockProblem: null,
  };
}

const open = (fields: Partial<Rotation> = {}) => rotation({ kind: 'emergency', emergency: emergencyRun(), ...fields });

it('shows a look at an app whose emergency stands still as trouble: why, what is true, and how it goes on', () => {
  const stuck = checked(open({ stop: { code: 'StrangersPair', at: noon } }));
  const text = checkSummary(stuck).join('\n');
  expect(text).toMatch(/^✖ Billing Sync/);
  expect(text).toContain(
    "✖ An emergency has been open since 2027-03-01T12:00Z. keyturn hasn't replaced the leaked credentials yet",
  );
  expect(text).toContain('(StrangersPair): continue with `keyturn resume Billing_Sync`');
  expect(checkDocument(stuck).emergency).toMatchObject({
    confirmedAt: '2027-03-01T12:00:00.000Z',
    reason: 'StrangersPair',
    nextStep: expect.stringContaining('`keyturn resume Billing_Sync`'),
  });
});

it('is milder once the leaked pair is dead, and silent when the emergency is over', () => {
  const dead = { rotatedAt: noon, endedAt: noon, refusedAt: noon };
  expect(checkSummary(checked(open(dead)))[0]).toMatch(/^▲/);
  for (const run of [open({ ...dead, finishedAt: noon }), rotation(), null]) {
    expect(checkSummary(checked(run))[0]).toMatch(/^✔/);
    expect(checkDocument(checked(run)).emergency).toBeNull();
  }
});
