import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundedFile, loggerTo } from '../../../src/core/adapters/daemon-log.ts';
import { openToWrite } from '../../../src/core/adapters/regular-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const most = 1024 * 1024;
const noSpace = () => Object.assign(new Error('no space left'), { code: 'ENOSPC' });

/** A log that is full, in a folder of its own. */
function fullLog() {
  const path = join(tempFolder(), 'daemon.log');
  writeFileSync(path, `${'x'.repeat(most)}\n`);
  return path;
}

/** A full log whose other name is a folder, as if the disk refused the rename. */
function stuckLog() {
  const path = fullLog();
  mkdirSync(join(`${path}.1`, 'something'), { recursive: true });
  return path;
}

describe('a log with a bound', () => {
  it('becomes the earlier one when it is full', () => {
    const path = fullLog();
    const log = boundedFile(path);
    log.write('1\n');
    log.write('2\n');
    expect(readFileSync(path, 'utf8')).toBe('1\n2\n');
    expect(statSync(`${path}.1`).size).toBe(most + 1);
  });

  it('goes on in the same file if it cannot be renamed, and closes no other file of the process', () => {
    const path = stuckLog();
    const log = boundedFile(path);
    log.write('1\n');
    const other = openSync(join(tempFolder(), 'other'), 'w');
    log.write('2\n');
    expect(fstatSync(other).isFile()).toBe(true);
    closeSync(other);
    expect(readFileSync(path, 'utf8')).toMatch(/x\n1\n2\n$/);
  });

  it('drops its oldest lines if it can never be renamed', () => {
    const path = stuckLog();
    const log = boundedFile(path);
    log.write(`${'y'.repeat(most)}\n`);
    log.write('z\n');
    expect(readFileSync(path, 'utf8')).toBe('z\n');
  });

  it('goes on in the renamed file until a new one can be opened', () => {
    const path = fullLog();
    let isDiskFull = false;
    const log = boundedFile(path, (...args) => {
      if (isDiskFull) throw noSpace();
      return openToWrite(...args);
    });
    isDiskFull = true;
    log.write('1\n');
    log.write('2\n');
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/x\n1\n2\n$/);
    isDiskFull = false;
    log.write('3\n');
    expect(readFileSync(path, 'utf8')).toBe('3\n');
  });
});

it('never stops the work that is logged, and still writes the lines where it can', () => {
  const lines: string[] = [];
  const unwritable = boundedFile(fullLog(), (path) => openSync(path, 'r'));
  const broken = {
    write: () => {
      throw noSpace();
    },
  };
  const streams = [
    { stream: unwritable },
    { stream: broken },
    { stream: { write: (line: string) => lines.push(line) } },
  ];
  const log = loggerTo(streams, () => 0);
  log.error('daemon', { problem: 'the disk is full' });
  log.info('leaving');
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['daemon', 'leaving']);
});
