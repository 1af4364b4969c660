import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZip, ZIP_LIMITS, ZipProblem } from '../../../src/practice-org/metadata/zip/read-zip.ts';
import { writeZip } from '../../../src/practice-org/metadata/zip/write-zip.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('reading a zip', () => {
  it('gives back what was written and leaves folder entries out', () => {
    const zip = zipSync({ 'externalClientApps/': new Uint8Array(), 'externalClientApps/A.eca': bytes('<a/>') });
    expect([...readZip(zip).keys()]).toEqual(['externalClientApps/A.eca']);
    const written = readZip(writeZip(new Map([['unpackaged/package.xml', '<Package/>']]), 0));
    expect(new TextDecoder().decode(written.get('unpackaged/package.xml'))).toBe('<Package/>');
  });

  it.each([
    ['climbs out of the folder', '../x.eca'],
    ['climbs out further in', 'a/../../x.eca'],
    ['is absolute', '/etc/x.eca'],
    ['has a drive', 'C:/x.eca'],
    ['has a backslash', 'a\\b.eca'],
    ['has a control character', 'a\u0007.eca'],
  ])('refuses a path that %s', (_, path) => {
    expect(() => readZip(zipSync({ [path]: bytes('x') }))).toThrow(ZipProblem);
  });

  it('refuses more files, more bytes and tighter packing than allowed', () => {
    const two = zipSync({ a: bytes('1'), b: bytes('2') });
    expect(() => readZip(two, { ...ZIP_LIMITS, entries: 1 })).toThrow('more than 1 files');
    expect(() => readZip(two, { ...ZIP_LIMITS, unpackedBytes: 1 })).toThrow('unpacks to more than 1 bytes');
    const bomb = zipSync({ a: new Uint8Array(2 * 1024 * 1024) });
    expect(() => readZip(bomb)).toThrow('too high a compression ratio');
  });

  it('survives any bytes', () => {
    const good = zipSync({ 'package.xml': bytes('<Package/>'), 'a/b.eca': bytes('x'.repeat(300)) });
    const damaged = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((edits) => edits.reduce((copy, [at, value]) => copy.with(at, value), good));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged), (input) => {
        try {
          readZip(input);
        } catch (error) {
          expect(error).toBeInstanceOf(ZipProblem);
        }
      }),
      { numRuns: 200 },
    );
  });
});
