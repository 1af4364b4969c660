import { chmodSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '../../src/compose.ts';
import { tempFolder } from '../support/temp-folder.ts';

function opened(home: string) {
  const composition = compose({ isPractice: false, isInteractive: false, env: { KEYTURN_HOME: home } });
  onTestFinished(() => composition.close());
  return composition;
}

describe('a home that other users can write to', () => {
  it('is closed when it is opened, with one warning, and works', async () => {
    const home = realpathSync(tempFolder());
    chmodSync(home, 0o777);
    writeFileSync(join(home, 'config.json5'), '{ stageAhead: "9d" }');
    chmodSync(join(home, 'config.json5'), 0o666);
    const first = opened(home);
    expect((await first.settings()).stageAheadMs).toBe(9 * 86_400_000);
    expect((await (await first.state()).apps.list()).length).toBe(0);
    expect(first.notices).toEqual([
      `Other users could write to ${home}, ${join(home, 'config.json5')}. keyturn took that permission away.`,
    ]);
    expect(statSync(home).mode & 0o777).toBe(0o755);
    const second = opened(home);
    await second.folder();
    expect(second.notices).toEqual([]);
  });

  it('by a folder above it works, too, and every command warns', async () => {
    const above = realpathSync(tempFolder());
    chmodSync(above, 0o777);
    const home = join(above, 'keyturn');
    mkdirSync(home);
    for (const composition of [opened(home), opened(home)]) {
      expect((await (await composition.state()).apps.list()).length).toBe(0);
      expect(composition.notices).toEqual([
        `Other users can replace files in ${home}, which keyturn obeys: other users can write to the folder ${above}. Run \`chmod go-w ${above}\` as its owner.`,
      ]);
    }
    expect(statSync(above).mode & 0o777).toBe(0o777);
    expect(await opened(home).machine()).toMatchObject({ home: { weaknesses: [{ path: above, kind: 'open' }] } });
  });

  it('is not what a home is that keyturn made', async () => {
    const composition = opened(join(realpathSync(tempFolder()), 'keyturn'));
    await composition.state();
    expect(composition.notices).toEqual([]);
  });
});
