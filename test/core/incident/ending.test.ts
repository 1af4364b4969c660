import { describe, expect, it } from 'vitest';
import type { EmergencyRun } from '../../../src/core/model/emergency-run.ts';
import { interrupted, type Run } from '../../../src/core/rotation/run.ts';
import { nextStepsOf } from '../../../src/core/words/next-steps.ts';
import { incident } from '../emergency/incident.ts';
import { emergencyRun, rotation } from '../watch/rotations.ts';

const left = (keepsSessions: boolean) =>
  incident({ run: { refusedAt: null, finishedAt: null }, emergency: { keepsSessions } }).end.rotation;

describe('what goes on with an emergency', () => {
  it.each([false, true])('is never a command that may begin another one (sessions kept: %s)', (keepsSessions) => {
    const command = 'Continue with `keyturn resume Billing_Sync`.';
    expect(nextStepsOf(left(keepsSessions), null)[0]).toBe(command);
    const error = interrupted({ rotation: left(keepsSessions) } as Run, null);
    expect(error.message).toBe('Interrupted between two steps');
    expect(error.actions).toEqual([command]);
  });

  it('is the same for any other run', () => {
    const error = interrupted({ rotation: rotation({ kind: 'rotate' }) } as Run, 'waiting for Salesforce');
    expect(error.message).toBe('Interrupted while waiting for Salesforce');
    expect(error.actions).toEqual(['Continue with `keyturn resume Billing_Sync`.']);
  });
});

describe('a replacement by a deploy', () => {
  const steps = (certificate: EmergencyRun['certificate'], replaceBy: EmergencyRun['replaceBy']) =>
    nextStepsOf(rotation({ kind: 'emergency', emergency: emergencyRun({ certificate, replaceBy }) }), null).join('\n');

  it('asks to look after the certificate, where nobody said that there is none', () => {
    expect(steps('unknown', 'deploy')).toContain('Check that the app still has its certificate');
    expect(steps('none', 'deploy')).not.toContain('certificate');
    expect(steps('unknown', 'staging')).not.toContain('certificate');
  });
});
