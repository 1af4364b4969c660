import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/core/adapters/config.ts';
import { tempFolder } from '../../support/temp-folder.ts';

async function settingsIn(text: string) {
  const home = tempFolder();
  writeFileSync(join(home, 'config.json5'), text);
  return loadConfig(home);
}

describe('the settings', () => {
  it('are none without a file', async () => {
    expect(await loadConfig(tempFolder())).toEqual({ store: null, defaults: {} });
  });

  it.each(['', '  \n', '{}', '\uFEFF{ /* nothing yet */ }'])(
    'are none in a file that says nothing: %j',
    async (text) => {
      expect(await settingsIn(text)).toEqual({ store: null, defaults: {} });
    },
  );

  it('are read with comments, single quotes and commas at the end', async () => {
    const text = `{
      // the laptop has no keyring
      store: 'file',
      defaults: { maxAge: '60d', remind: '14d,7d,1d', grace: '0', automation: 'rotate', },
    }`;
    expect(await settingsIn(text)).toEqual({
      store: 'file',
      defaults: { maxAgeDays: 60, remindDays: [14, 7, 1], graceDays: 0, automation: 'rotate' },
    });
  });

  it('take reminders as a list, too', async () => {
    expect(await settingsIn(`{ defaults: { remind: ['1d', '2w'] } }`)).toEqual({
      store: null,
      defaults: { remindDays: [14, 1] },
    });
  });

  it.each([
    [`{ stor: 'file' }`, 'the setting stor is not known; did you mean store?'],
    [`{ defaults: { maxage: '60d' } }`, 'the setting defaults.maxage is not known; did you mean maxAge?'],
    [`{ defaults: { gracePeriod: '7d' } }`, 'known are maxAge, remind, grace, automation'],
    [`{ passphrase: 'x' }`, 'the setting passphrase is not known; known are store, defaults'],
    [`{ 'sto\\u001b[31mre': 1 }`, 'the setting store is not known'],
    [`{ store: 'vault' }`, 'store has to be one of keychain, file'],
    [`{ store: 1 }`, 'store has to be one of keychain, file'],
    [`{ defaults: { automation: 'all' } }`, 'defaults.automation has to be one of remind, stage, rotate'],
    [`{ defaults: { maxAge: '90' } }`, 'defaults.maxAge: "90" is no number of days'],
    [`{ defaults: { maxAge: 90 } }`, 'defaults.maxAge: '],
    [`{ defaults: { grace: '11y' } }`, 'defaults.grace: '],
    [`{ defaults: { remind: 'soon' } }`, 'defaults.remind: '],
    [`[]`, 'it has to be an object'],
    [`{ store: 'file'`, 'it is no JSON5 (invalid end of input at 1:16)'],
    [`{\n  store: file\n}`, 'it is no JSON5 (invalid character '],
  ])('%s is refused with: %s', async (text, problem) => {
    await expect(settingsIn(text)).rejects.toMatchObject({
      code: 'ConfigInvalid',
      exitCode: 2,
      message: expect.stringContaining(problem),
    });
  });

  it('are refused when they can not be read', async () => {
    const home = tempFolder();
    mkdirSync(join(home, 'config.json5'));
    await expect(loadConfig(home)).rejects.toMatchObject({
      code: 'ConfigInvalid',
      message: `${join(home, 'config.json5')}: it can't be read: it is a folder`,
    });
  });
});
