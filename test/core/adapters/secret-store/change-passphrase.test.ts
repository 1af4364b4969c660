import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAgeStore } from '../../../../src/core/adapters/secret-store/age-file.ts';
import { ageFolder } from '../../../../src/core/adapters/secret-store/age-folder.ts';
import { changePassphrase, openAgeIdentity } from '../../../../src/core/adapters/secret-store/age-identity.ts';
import { createSecretStores } from '../../../../src/core/adapters/secret-store/choose.ts';
import { Secret } from '../../../../src/core/model/secret.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { billingPair, inClear } from './pair-fixtures.ts';

const [old, next] = [new Secret('old words'), new Secret('new words')];
const quick = { workFactor: 2 };

async function storeWithPair() {
  const home = tempFolder();
  const folder = ageFolder(home);
  await createAgeStore(folder, await openAgeIdentity({ folder, passphrase: old, ...quick })).put(billingPair);
  const before = readFileSync(folder.identity);
  const opensWith = async (passphrase: Secret): Promise<boolean> => {
    const identity = await openAgeIdentity({ folder, passphrase, ...quick }).catch(() => null);
    if (identity === null) return false;
    const pair = await createAgeStore(folder, identity).get(billingPair.orgId, billingPair.consumerKey);
    expect(inClear(pair)).toEqual(inClear(billingPair));
    return true;
  };
  return { home, folder, before, opensWith };
}

it('opens the same secrets with the new passphrase alone', async () => {
  const { folder, opensWith } = await storeWithPair();
  await changePassphrase({ folder, passphrase: old, next, ...quick });
  expect([await opensWith(old), await opensWith(next)]).toEqual([false, true]);
  expect(readdirSync(folder.path).sort()).toEqual(['identity.age', 'pairs', 'recipient.txt']);
});

it('changes nothing with a wrong passphrase, or in a damaged file', async () => {
  const { folder, before } = await storeWithPair();
  const change = () => changePassphrase({ folder, passphrase: next, next: old, ...quick });
  await expect(change()).rejects.toMatchObject({ code: 'PassphraseWrong' });
  expect(readFileSync(folder.identity)).toEqual(before);
  writeFileSync(folder.identity, 'garbage');
  await expect(change()).rejects.toMatchObject({ code: 'StoreDamaged' });
  expect(readFileSync(folder.identity, 'utf8')).toBe('garbage');
});

it('has one passphrase wherever the change is killed, and leaves nothing behind', async () => {
  const preload = new URL('../../../support/kill-at.mjs', import.meta.url).href;
  const program = join(import.meta.dirname, 'passphrase-changer.ts');
  const opened: string[] = [];
  for (let at = 1; ; at += 1) {
    const { home, folder, opensWith } = await storeWithPair();
    const plan = join(tempFolder(), 'plan.json');
    writeFileSync(plan, JSON.stringify({ at, counted: `${plan}.counted` }));
    const env = { ...process.env, NODE_OPTIONS: `--import=${preload}`, KILL_AT_PLAN: plan };
    const { signal, status, stderr } = spawnSync(process.execPath, [program, home], { env, encoding: 'utf8' });
    if (signal === null) {
      expect([status, stderr]).toEqual([0, '']);
      break;
    }
    const [byOld, byNew] = [await opensWith(old), await opensWith(next)];
    expect([at, byOld !== byNew]).toEqual([at, true]);
    opened.push(byOld ? 'old' : 'new');
    expect(readdirSync(folder.path).filter((name) => name.includes('.tmp'))).toEqual([]);
  }
  expect(opened).toEqual(['old', 'new', 'new', 'new']);
});

it("is what this process opens the store with from then on, and isn't the present one", async () => {
  const folder = tempFolder();
  const init = { folder, isPractice: false, env: {}, flag: 'file', isInteractive: false, ...quick };
  await openAgeIdentity({ folder: ageFolder(folder), passphrase: old, ...quick });
  const stores = createSecretStores(init);
  await stores.open('file', old);
  await expect(stores.changePassphrase(old)).rejects.toMatchObject({ code: 'PassphraseWeak' });
  expect(await stores.changePassphrase(next)).toBe(join(folder, 'secrets', 'identity.age'));
  await expect(stores.open('file', next)).resolves.toMatchObject({ kind: 'file' });
  await expect(createSecretStores(init).open('file', old)).rejects.toMatchObject({ code: 'PassphraseWrong' });
  await expect(createSecretStores(init).changePassphrase(next)).rejects.toMatchObject({ code: 'PassphraseMissing' });
});

it('is left alone in practice if keyturn made it up', async () => {
  const folder = tempFolder();
  const stores = createSecretStores({ folder, isPractice: true, env: {}, flag: 'file', isInteractive: true, ...quick });
  const { madeUp } = await stores.passphraseRule();
  await stores.open('file', madeUp ?? next);
  await expect(stores.changePassphrase(next)).rejects.toMatchObject({ code: 'UsageInvalid' });
  await expect(stores.open('file')).resolves.toMatchObject({ kind: 'file' });
});
