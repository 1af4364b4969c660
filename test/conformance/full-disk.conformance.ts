import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const program = join(import.meta.dirname, '../../bin/keyturn.cjs');
const contain = 'emergency ERP_Bridge --contain --confirm ERP_Bridge --practice';
const reading = [
  'status',
  'history',
  'reveal ERP_Bridge --unsafe-stdout',
  'consumer list ERP_Bridge',
  'check',
  'audit',
];

/** How the disk of keyturn's folder becomes one that takes nothing, and takes something again. */
const disks = {
  full: ['{ dd if=/dev/zero of=$M/f bs=64k; dd if=/dev/zero of=$M/g bs=1 count=70000; } 2>/dev/null', 'rm $M/f $M/g'],
  'read-only': ['mount -o remount,ro $M', 'mount -o remount,rw $M'],
} as const;

/** Runs a script with a small file system of its own in `$M`, which nobody else sees. @returns what it printed */
function onSmallDisk(folder: string, script: string): Promise<string> {
  const mount = 'mount -t tmpfs -o size=20m,mode=0700 tmpfs $M';
  const keyturn = `kt() { "${process.execPath}" "${program}" "$@" </dev/null >$OUT/out 2>$OUT/err; echo "$1 $?"; }`;
  const env = {
    ...process.env,
    ...{ M: join(folder, 'disk'), OUT: folder, HOME: join(folder, 'home'), KEYTURN_HOME: join(folder, 'disk') },
    KEYTURN_PASSPHRASE_FILE: join(folder, 'passphrase'),
  };
  return new Promise((resolve, reject) => {
    const args = ['--map-root-user', '--mount', 'sh', '-c', [mount, keyturn, script].join('\n')];
    execFile('unshare', args, { env }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr, { cause: error })) : resolve(stdout),
    );
  });
}

describe.each(Object.entries(disks))('a disk that is %s', (_kind, [spoil, mend]) => {
  it('stops no command that reads, and no containment', async () => {
    const folder = tempFolder();
    for (const name of ['disk', 'home']) mkdirSync(join(folder, name), { mode: 0o700 });
    writeFileSync(join(folder, 'passphrase'), 'four unrelated words lighthouse\n', { mode: 0o600 });
    const script = [
      `kt watch ERP_Bridge --practice --store file --deliver file:${join(folder, 'erp.env')} --yes`,
      spoil,
      ...reading.map((line) => `kt ${line} --practice`),
      `kt ${contain}`,
      'cp $OUT/err $OUT/contained',
      mend,
      'kt emergency ERP_Bridge --record $HOME/keyturn-containment-*.json --confirm ERP_Bridge --practice',
    ];
    const ran = (await onSmallDisk(folder, script.join('\n'))).trim().split('\n');
    const codes = ran.map((line) => line.split(' ').at(-1));
    const said = readFileSync(join(folder, 'contained'), 'utf8');
    expect([ran, codes.slice(0, -2)]).toEqual([ran, Array(reading.length + 1).fill('0')]);
    expect(said).toMatch(/OAuth is off for this app/);
    expect(said).toMatch(/DiskFull|HomeNotWritable/);
    expect(said.replaceAll(/\s+/g, '')).toContain(join(folder, 'home', 'keyturn-containment-ERP_Bridge-'));
    expect(codes.at(-1), readFileSync(join(folder, 'err'), 'utf8')).toBe('0');
    // The emergency that continued from the record has ended.
    expect(readdirSync(join(folder, 'home'))).toEqual([]);
  });
});
