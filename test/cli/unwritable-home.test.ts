import { readFileSync, statSync, writeFileSync } from 'node:fs';
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
    for (const wish of [['--contain'], []]) {
      const { stdout } = await own.call('emergency', 'ERP_Bridge', ...wish, '--dry-run');
      expect(stdout).toContain("keyturn can't write");
      expect(stdout.includes('keyturn keeps the record of what it turns off in a file')).toBe(wish.length > 0);
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

interface Refusal {
  readonly name: string;
  readonly safe: string;
  readonly actions: readonly string[];
}

const isOauthOn = async (own: InProcess) => {
  const { apps } = await own.control('GET', '/state');
  return (apps as readonly { developerName: string; oauthEnabled: boolean }[]).find(
    ({ developerName }) => developerName === 'ERP_Bridge',
  )?.oauthEnabled;
};

describe('an emergency where the state', () => {
  const contain = ['emergency', 'ERP_Bridge', '--contain', '--confirm', 'ERP_Bridge', '--json'];

  async function contained(own: InProcess): Promise<Refusal> {
    const { code, stdout } = await own.call(...contain);
    const { error } = { error: JSON.parse(stdout) as Refusal };
    expect([code, await isOauthOn(own)]).toEqual([1, false]);
    expect(error.safe).toMatch(/^OAuth is off for this app/);
    return error;
  }

  /** What the person pastes. */
  function recordIn({ actions }: Refusal): string {
    return /--record (\S+) --confirm/.exec(actions.join(' '))?.[1] ?? '';
  }

  it('can only be read blocks access, and continues with the record that it names', async () => {
    const own = await watching();
    freezeState(own.here);
    const error = await contained(own);
    expect(error.name).toBe('HomeNotWritable');
    const record = recordIn(error);
    expect(statSync(record).mode & 0o777).toBe(0o600);
    freezeState(own.here, false);
    const again = ['emergency', 'ERP_Bridge', '--record', record, '--confirm', 'ERP_Bridge', '--yes', '--json'];
    const { code, stdout } = await own.call(...again);
    expect([code, await isOauthOn(own)], stdout).toEqual([0, true]);
    expect(JSON.parse(stdout)).toMatchObject({ result: { containedAfterMs: expect.any(Number) } });
  });

  it('is damaged finds the app in its org, and blocks access', async () => {
    const own = await watching();
    writeFileSync(join(own.here.home, 'practice-watch', 'state.db'), 'no database');
    const error = await contained(own);
    expect(error.name).toBe('StateDamaged');
    expect((await own.call('doctor', '--repair')).code).toBe(0);
    // Without a backup, the new state is empty: with the record, it learns what was turned off.
    const again = ['emergency', 'ERP_Bridge', '--record', recordIn(error), '--confirm', 'ERP_Bridge', '--json'];
    const { code, stdout } = await own.call(...again);
    expect([code, await isOauthOn(own)], stdout).toEqual([0, true]);
    expect((await own.works('status')).apps).toHaveLength(1);
  });

  it('can only be read changes nothing without a containment', async () => {
    const own = await watching();
    freezeState(own.here);
    const { code, stdout } = await own.call('emergency', 'ERP_Bridge', '--confirm', 'ERP_Bridge', '--json');
    const error = JSON.parse(stdout) as Refusal;
    expect([code, error.name, await isOauthOn(own)]).toEqual([1, 'HomeNotWritable', true]);
    expect(error.actions[0]).toContain('keyturn emergency ERP_Bridge --contain');
  });

  it.each([
    ['no record', () => '{}', 'is not a record of a containment'],
    [
      'the record of another app',
      () =>
        JSON.stringify({
          ...{ keyturn: 'containment', orgId: '00D000000000001AAA', org: 'acme', app: 'Other', consumerId: '888' },
          ...{ by: 'flow', wasSo: false, intendedAt: '2026-11-29T10:00:00Z', containedAt: null },
          ...{ confirmedAt: '2026-11-29T10:00:00Z', leakedSince: null },
        }),
      'is of Other in acme',
    ],
  ])('refuses %s', async (_what, text, problem) => {
    const own = await watching();
    const file = join(tempFolder(), 'record.json');
    writeFileSync(file, text());
    const { code, stdout } = await own.call(
      'emergency',
      'ERP_Bridge',
      '--record',
      file,
      '--confirm',
      'ERP_Bridge',
      '--json',
    );
    expect([code, JSON.parse(stdout)]).toEqual([
      2,
      expect.objectContaining({ message: expect.stringContaining(problem) }),
    ]);
  });
});
