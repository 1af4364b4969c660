import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fullDisk } from '../../../../src/core/adapters/state/why-unwritable.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

it.skipIf(process.platform !== 'linux')('a disk without room is full before anything is written', () => {
  // This file system has no room, and never will.
  expect(fullDisk('/proc/self/state.db')).toMatchObject({ code: 'DiskFull', exitCode: 75 });
  expect(fullDisk(join(tempFolder(), 'state.db'))).toBeNull();
});
