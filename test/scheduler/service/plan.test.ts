import { describe, expect, it } from 'vitest';
import { type PlanRequest, planService, shutOut } from '../../../src/scheduler/service/plan-service.ts';
import { targets } from '../../support/targets.ts';
import { systemPlan, userPlan } from './plans.ts';

const { writable: _open, ...rest } = systemPlan;
const request: PlanRequest = { ...rest, userHome: '/home/keyturn', deliveries: [] };

describe('the plan of a service', () => {
  it('opens a system service to its own folders and those of file deliveries, each once', () => {
    const deliveries = targets('file:/etc/erp/a.env', 'file:/etc/erp/b.env', 'manual:Nightly export');
    expect(planService({ ...request, deliveries }).writable).toEqual([request.home, '/home/keyturn', '/etc/erp']);
  });

  it("closes nothing where a program is run, nor to a user's own systemd", () => {
    expect(planService({ ...request, deliveries: targets('exec:/opt/deliver') }).writable).toBeNull();
    expect(planService({ ...request, runAs: null }).writable).toBeNull();
  });

  it.each(['node', 'script', 'home', 'passphraseFile'] as const)('refuses a line break in %s', (field) => {
    expect(() => planService({ ...request, [field]: '/a\nExecStart=/b' })).toThrow(/a service file can't hold/);
  });

  it("refuses a line break in a delivery's folder", () => {
    expect(() => planService({ ...request, deliveries: targets('file:/a\nb/c.env') })).toThrow(
      /a service file can't hold/,
    );
  });
});

describe('deliveries that a service is too closed for', () => {
  it.each<[string, readonly string[] | null, boolean]>([
    ['file:/etc/erp/a.env', ['/etc/erp'], false],
    ['file:/etc/erp/deep/a.env', ['/etc/erp'], false],
    ['file:/etc/erpnext/a.env', ['/etc/erp'], true],
    ['file:/etc/crm/a.env', ['/etc/erp'], true],
    ['exec:/opt/deliver', ['/etc/erp'], true],
    ['manual:Nightly export', ['/etc/erp'], false],
    ['file:/etc/crm/a.env', userPlan.writable, false],
  ])('%s with %j open: %s', (target, open, isShutOut) => {
    expect(shutOut(targets(target), open)).toEqual(isShutOut ? [target] : []);
  });
});
