import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { compose } from '../../src/compose.ts';
import { call } from '../support/call.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const broken = '{ channels: { bad: ';

it('keeps no notice of a settings file that was fixed since', async () => {
  const home = tempFolder();
  const composition = compose({ isPractice: false, isInteractive: false, env: { KEYTURN_HOME: home } });
  onTestFinished(() => composition.close());
  const readWith = async (text: string) => {
    writeFileSync(join(home, 'config.json5'), text, { mode: 0o600 });
    await composition.settings();
    return composition.notices;
  };
  expect(await readWith(broken)).toMatchObject([expect.stringContaining('not valid JSON5')]);
  expect(await readWith('{ stageAhead: "never" }')).toMatchObject([expect.stringContaining('stageAhead')]);
  expect(await readWith('{}')).toEqual([]);
});

it('prints the warnings of a pass only in its document, because the daemon shows them', async () => {
  const here = place(tempFolder());
  writeFileSync(join(here.home, 'config.json5'), broken, { mode: 0o600 });
  const { stdout, stderr } = await call(here, ['daemon', '--once', '--inside', '--json', '--practice']);
  expect(JSON.parse(stdout)).toMatchObject({ status: 0, warnings: [expect.stringContaining('not valid JSON5')] });
  expect(stderr).toBe('');
});
