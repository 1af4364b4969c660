import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { manifest, membersOf, unzipPackage, zipPackage } from '../../../../src/core/adapters/salesforce/package-zip.ts';
import { processorTime } from '../../../support/processor-time.ts';

it('names every component once in the manifest, by type, with markup escaped', () => {
  const members = membersOf([
    { type: 'ExternalClientApplication', fullName: 'B<&>' },
    { type: 'ExternalClientApplication', fullName: 'A' },
    { type: 'ExternalClientApplication', fullName: 'A' },
  ]);
  expect(manifest(members, '68.0')).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
    <types>
        <members>A</members>
        <members>B&lt;&amp;&gt;</members>
        <name>ExternalClientApplication</name>
    </types>
    <version>68.0</version>
</Package>
`);
});

it('puts the manifest at the root and keeps every file byte for byte', () => {
  const content = strToU8('\ufeff<?xml version="1.0"?>\r\n<A/>');
  const entries = unzipSync(zipPackage([{ path: 'externalClientApps/A.eca', content }], '<Package/>'));
  expect(Object.keys(entries).sort()).toEqual(['externalClientApps/A.eca', 'package.xml']);
  expect(entries['externalClientApps/A.eca']).toEqual(content);
});

describe('a zip that lies', () => {
  const honest = () => Buffer.from(zipSync({ 'unpackaged/a.eca': new Uint8Array(3_000_000) }));
  /** Changes a number of the entry in the directory. */
  const bent = (offset: number, value: number) => {
    const zip = honest();
    zip.writeUInt32LE(value, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + offset);
    return zip;
  };

  it('is read if it does not', () => {
    expect(unzipPackage(honest()).get('a.eca')).toEqual(new Uint8Array(3_000_000));
  });

  it.each([
    ['a size that is too small', bent(24, 10)],
    ['a size that is too large', bent(24, 4_000_000)],
    ['another sum', bent(16, 1)],
    ['another method', bent(10, 9)],
    ['a place outside', bent(42, 2 ** 31)],
    ['no directory', honest().subarray(0, 1_000)],
    ['nothing', Buffer.alloc(0)],
  ])('%s is noticed', (_, zip) => {
    expect(() => unzipPackage(zip)).toThrow();
  });

  it('is never unpacked beyond the size that it names', () => {
    const zip = Buffer.from(zipSync({ a: new Uint8Array(400_000_000) }));
    zip.writeUInt32LE(10, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    expect(processorTime(() => expect(() => unzipPackage(zip)).toThrow())).toBeLessThan(500);
  });
});

describe('a retrieved zip', () => {
  it('loses its unpackaged folder and its folder entries', () => {
    const zip = zipSync({ 'unpackaged/externalClientApps/A.eca': strToU8('a'), 'unpackaged/empty/': new Uint8Array() });
    const files = unzipPackage(zip);
    expect([...files].map(([path, content]) => [path, strFromU8(content)])).toEqual([
      ['externalClientApps/A.eca', 'a'],
    ]);
  });

  it.each(['../evil', 'unpackaged/../../evil', '/etc/evil', 'C:evil', 'a\\..\\evil', 'a\u0000b'])(
    'is refused with %j',
    (path) => {
      expect(() => unzipPackage(zipSync({ [path]: strToU8('x') }))).toThrow(/path/);
    },
  );

  it('is refused when a file is larger than metadata can be', () => {
    const zip = zipSync({ 'unpackaged/big': new Uint8Array(6 * 1024 * 1024) });
    expect(zip.length).toBeLessThan(100_000);
    expect(() => unzipPackage(zip)).toThrow(/too large/);
  });

  it('is refused when all files together are', () => {
    const entries = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`f${index}`, new Uint8Array(5_000_000)]),
    );
    expect(() => unzipPackage(zipSync(entries))).toThrow(/too large/);
  });
});
