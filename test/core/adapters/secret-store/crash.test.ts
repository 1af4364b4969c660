import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAgeStore } from '../../../../src/core/adapters/secret-store/age-file.ts';
import { ageFolder } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { openAgeIdentity } from '../../../../src/core/adapters/secret-store/age-identity.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingPair } from './pair-fixtures.ts';

interface Saved {
  readonly consumerKey: string;
  readonly i: number;
}

/** Lets a process put pairs and kills it at some moment after it said `lines` of them; returns the newest of each key. */
async function putUntilKilled(home: string, lines: number): Promise<ReadonlyMap<string, number>> {
  const child = fork(new URL('./pair-writer.ts', import.meta.url), [home], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const newest = new Map<string, number>();
  let said = 0;
  child.on('message', (saved: Saved) => {
    newest.set(saved.consumerKey, saved.i);
    said++;
    if (said >= lines) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  return newest;
}

describe('an encrypted file whose writer is killed', () => {
  it('has every pair that was acknowledged, or a newer one, ten times over', async () => {
    const home = tempFolder();
    const folder = ageFolder(home);
    for (let round = 0; round < 10; round++) {
      const newest = await putUntilKilled(home, 1 + ((round * 7) % 19));
      const passphrase = new Secret('correct horse');
      const store = createAgeStore(folder, await openAgeIdentity({ folder, passphrase, workFactor: 4 }));
      for (const [consumerKey, i] of newest) {
        const pair = await store.get(billingPair.orgId, consumerKey);
        expect(pair?.savedAt).toBeGreaterThanOrEqual(i);
      }
      expect(await store.keys(billingPair.orgId)).toEqual(expect.arrayContaining([...newest.keys()]));
    }
    expect(readdirSync(folder.pairs).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});
