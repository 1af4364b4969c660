import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDeliveries } from '../../src/core/adapters/delivery/deliveries.ts';
import { createExecProver } from '../../src/core/adapters/salesforce/exec-prover.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { tempFolder } from '../support/temp-folder.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/rotation.md'), 'utf8');
const about = { org: 'acme', app: 'ERP_Bridge', tokenUrl: 'https://acme.my.salesforce.com/services/oauth2/token' };
const pair = { consumerKey: '3MVG9…', consumerSecret: new Secret('…') };

/** A program that keeps what it reads, and the way to read that. */
function keeper() {
  const folder = tempFolder();
  const [path, seen] = [join(folder, 'program'), join(folder, 'seen')];
  writeFileSync(path, `#!/bin/sh\ncat > '${seen}'\n`);
  chmodSync(path, 0o700);
  return { path, seen: () => JSON.parse(readFileSync(seen, 'utf8')) };
}

describe('the page about rotations', () => {
  it('shows the document that a delivery program reads', async () => {
    const { path, seen } = keeper();
    const handOver = { ...about, event: 'staged', pair, previousConsumerKey: '3MVG9…' } as const;
    expect(await createDeliveries({}).deliver({ kind: 'exec', name: path }, handOver)).toBe(null);
    expect(seen()).toEqual(JSON.parse(/^```json\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? ''));
  });

  it('names every field that a verifying program reads', async () => {
    const { path, seen } = keeper();
    await createExecProver({ program: `exec:${path}` }).prove({ ...about, pair });
    const section = page.slice(page.indexOf('## Verify from another host'));
    const [, fields = ''] = /writes\s+(.*?)\s+to\s+its\s+standard\s+input/s.exec(section) ?? [];
    expect([...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(Object.keys(seen()));
  });
});
