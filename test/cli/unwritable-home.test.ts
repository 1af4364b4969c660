import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freezeState } from '../support/frozen-state.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** The commands that only read, and whether they say that they couldn't record what they did. */
const reading: readonly (readonly [line: string, unrecorded?: RegExp])[] = [
  ['status'],
  ['history'],
  ['history verify'],
  ['consumer list ERP_Bridge'],
  ['check', /couldn't record this check/],
  ['check ERP_Bridge', /couldn't record this check/],
  ['reveal ERP_Bridge --unsafe-stdout', /audit trail doesn't say that you read/],
  ['doctor'],
  ['config'],
  ['config get store'],
  ['config path'],
  ['daemon status'],
  ['audit'],
  ['rotate ERP_Bridge --dry-run'],
  ['emergency ERP_Bridge --contain --dry-run'],
  ['help rotate'],
];

async function watching(): Promise<InProcess> {
  const own = await inProcess();
  await own.works('watch', 'ERP_Bridge', '--deliver', `file:${join(tempFolder(), 'erp.env')}`, '--yes');
  return own;
}

describe('where the state can only be read', () => {
  it('every command that only reads works', async () => {
    const own = await watching();
    const usual = new Map<string, string>();
    for (const [line] of reading) usual.set(line, (await own.call(...line.split(' '))).stdout);
    const before = readFileSync(join(own.here.home, 'practice-watch', 'state.db'));
    freezeState(own.here);
    for (const [line, unrecorded] of reading) {
      const { code, stdout, stderr } = await own.call(...line.split(' '));
      expect([line, code, stderr]).toEqual([line, 0, unrecorded ? expect.stringMatching(unrecorded) : stderr]);
      expect([line, stdout === '']).toEqual([line, usual.get(line) === '']);
    }
    freezeState(own.here, false);
    expect(readFileSync(join(own.here.home, 'practice-watch', 'state.db')).equals(before)).toBe(true);
  });

  it('a command that changes something stops before it does, and leads away from no record', async () => {
    const own = await watching();
    freezeState(own.here);
    const before = own.truth();
    const lines = [
      'rotate ERP_Bridge --yes',
      'stage ERP_Bridge --yes',
      'watch Data_Lake --yes',
      'unwatch ERP_Bridge --yes',
    ];
    for (const line of [...lines, 'check --accept', 'decommission ERP_Bridge --confirm ERP_Bridge --still-used-ok']) {
      const { code, stdout } = await own.call(...line.split(' '), '--json');
      expect([line, code, JSON.parse(stdout)]).toEqual([line, 1, expect.objectContaining({ name: 'HomeNotWritable' })]);
      expect(stdout).not.toContain('KEYTURN_HOME');
    }
    expect(own.truth()).toEqual(before);
  });
});
