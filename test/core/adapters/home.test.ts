import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyturnHome, practiceOrgFolder, privateFolder, productFolder } from '../../../src/core/adapters/home.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the home', () => {
  it('is the folder that KEYTURN_HOME names, made for its owner alone', () => {
    const path = join(tempFolder(), 'a', 'b');
    expect(keyturnHome({ KEYTURN_HOME: path })).toBe(path);
    expect(modeOf(path)).toBe(0o700);
    expect(modeOf(join(path, '..'))).toBe(0o700);
  });

  it('keeps its mode when it was there already', () => {
    const path = tempFolder();
    chmodSync(path, 0o755);
    keyturnHome({ KEYTURN_HOME: path });
    expect(modeOf(path)).toBe(0o755);
  });

  it('is left to who writes into it when a file is in the way', () => {
    const path = join(tempFolder(), 'file');
    writeFileSync(path, '');
    const below = join(path, 'below');
    for (const home of [path, below]) {
      expect(keyturnHome({ KEYTURN_HOME: home })).toBe(home);
      expect(() => privateFolder(home)).toThrow(
        expect.objectContaining({ code: 'HomeNotWritable', actions: [expect.stringContaining('Set `KEYTURN_HOME`')] }),
      );
    }
  });

  it('keeps practice and real apart', () => {
    const home = tempFolder();
    expect(productFolder(home, false)).toBe(home);
    expect(existsSync(join(home, 'practice-watch'))).toBe(false);
    expect(productFolder(home, true)).toBe(join(home, 'practice-watch'));
    expect(modeOf(join(home, 'practice-watch'))).toBe(0o700);
    expect(practiceOrgFolder(home)).toBe(join(home, 'practice'));
  });

  it('takes a relative path from where the program was called', () => {
    const home = tempFolder();
    mkdirSync(join(home, 'inner'));
    const named = relative(process.cwd(), join(home, 'inner'));
    expect(keyturnHome({ KEYTURN_HOME: named })).toBe(join(home, 'inner'));
  });
});

describe('a home that can never be made', () => {
  it('is refused at once below a folder that takes no other', () => {
    expect(keyturnHome({ KEYTURN_HOME: '/proc/keyturn/home' })).toBe('/proc/keyturn/home');
    expect(() => privateFolder('/proc/keyturn/home')).toThrow(expect.objectContaining({ code: 'HomeNotWritable' }));
  });
});
