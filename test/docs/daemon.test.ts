import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchdLabel } from '../../src/scheduler/service/launchd-plist.ts';
import { stopSeconds } from '../../src/scheduler/service/systemd-unit.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/daemon.md'), 'utf8');

describe('the page on running the daemon', () => {
  it('names the span that a stop may take as the service files have it', () => {
    expect(page).toContain(`up to ${stopSeconds} s`);
    expect(page).toContain(`terminationGracePeriodSeconds: ${stopSeconds}`);
  });

  it('names the launchd agent as it is called, and says what was not tested', () => {
    expect(page).toContain(`LaunchAgents/${launchdLabel}.plist`);
    expect(page).toMatch(/haven't\s+been\s+tested\s+on\s+a\s+Mac\s+or\s+on\s+Windows/);
  });
});
