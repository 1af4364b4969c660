import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStoredOrg } from '../../src/practice-org/storage.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { seededAt } from './support/running-org.ts';

function open() {
  const folder = join(tempFolder(), 'practice');
  const stored = openStoredOrg(folder, { scenario: 'acme', now: seededAt });
  const kept = () => JSON.parse(readFileSync(join(folder, 'org.json'), 'utf8')) as { knobs: Record<string, unknown> };
  return { ...stored, folder, kept };
}

describe('a state that lacks a part', () => {
  it.each(['logins', 'sessions', 'deploys', 'knobs', 'apiCalls', 'counter', 'domain'])(
    'is set aside without %s',
    (part) => {
      const { folder, org } = open();
      const path = join(folder, 'org.json');
      const { [part]: _, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      writeFileSync(path, JSON.stringify(rest));
      const again = openStoredOrg(folder, { scenario: 'acme', now: seededAt });
      expect(readFileSync(again.setAside ?? '', 'utf8')).toBe(JSON.stringify(rest));
      expect(again.org.orgId).not.toBe(org.orgId);
    },
  );
});

describe('what an org keeps', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('stays in memory while the disk is full, and is written once there is space', async () => {
    const { org, flush, kept, isUnsaved, folder } = open();
    symlinkSync('/dev/full', join(folder, 'org.json.next'));
    org.data.knobs.deployMs = 1;
    org.changed();
    await flush();
    expect([isUnsaved(), kept().knobs.deployMs, org.data.knobs.deployMs]).toEqual([true, 300, 1]);
    rmSync(join(folder, 'org.json.next'));
    await flush();
    expect([isUnsaved(), kept().knobs.deployMs]).toEqual([false, 1]);
  });

  it('is written before an answer reports it', async () => {
    const { org, flush, kept } = open();
    org.data.knobs.deployMs = 1;
    org.changed();
    expect(kept().knobs.deployMs).toBe(300);
    await flush();
    expect(kept().knobs.deployMs).toBe(1);
  });

  it('is written once for all that changes in one turn', async () => {
    const { org, flush, kept } = open();
    org.data.knobs.deployMs = 1;
    org.changed();
    const first = flush();
    org.data.knobs.deployMs = 2;
    org.changed();
    await first;
    expect(kept().knobs.deployMs).toBe(2);
  });

  it('is written a moment later where only a sign-in would be lost', async () => {
    const { org, flush, kept } = open();
    org.data.knobs.deployMs = 1;
    org.touched();
    await flush();
    expect(kept().knobs.deployMs).toBe(300);
    vi.advanceTimersByTime(250);
    expect(kept().knobs.deployMs).toBe(1);
  });

  it('brings nothing down when the disk takes nothing for a moment, and is tried again before the next answer', async () => {
    const { org, flush, folder, kept } = open();
    org.touched();
    rmSync(folder, { recursive: true });
    vi.advanceTimersByTime(250);
    expect(existsSync(folder)).toBe(false);
    await expect(flush()).rejects.toThrow();
    mkdirSync(folder);
    await flush();
    expect(kept().knobs.deployMs).toBe(300);
  });
});
