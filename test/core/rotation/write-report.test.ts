import { describe, expect, it } from 'vitest';
import type { Incidents } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { writeReport } from '../../../src/core/rotation/write-report.ts';
import { emergency, runWith, type Situation } from './run-with.ts';

const full = reason('HomeNotWritable', { path: '/reports', problem: 'the disk is full' });

function bench(situation: Situation & { readonly reportTo?: string; readonly faults?: readonly Error[] } = {}) {
  const written: Parameters<Incidents['writeReport']>[] = [];
  const made = runWith({
    rotation: emergency({ reportTo: situation.reportTo ?? null }),
    org: {
      users: { signIns: async () => [], setupChanges: async () => [] },
      sessions: { ownAddress: async () => null },
      facts: (async () => ({ person: { id: '005' } })) as never,
    },
    ports: {
      incidents: {
        writeReport: async (...what) => {
          written.push(what);
          const fault = situation.faults?.[written.length - 1];
          if (fault) throw fault;
          return `/reports/${written.length}.md`;
        },
      } as Incidents,
    },
    ...situation,
  });
  return { ...made, written };
}

describe('the report of an emergency', () => {
  it('is written from the run, the org and the journal, and the run remembers where', async () => {
    const plan = { sameUser: ['Other_App'], otherUse: { flows: [], unseen: [] } } as never;
    const { run, written, notes, news } = bench({
      run: { prepared: { policy: null, freeze: null, token: null, plan } },
    });
    await writeReport(run);
    const { id } = run.rotation;
    const report = {
      json: { sameUserApps: ['Other_App'], app: {} },
      markdown: expect.stringContaining(run.watched.label),
    };
    expect(written).toMatchObject([[id, report, null]]);
    expect(run.rotation.emergency?.report).toBe('/reports/1.md');
    expect(notes()).toEqual([
      { event: 'intended', action: 'report', rotation: id },
      { event: 'noted', action: 'report', rotation: id, path: '/reports/1.md' },
      { event: 'done', action: 'report', rotation: id },
    ]);
    expect(news).toEqual([
      { kind: 'doing', act: 'report' },
      { kind: 'done', act: 'report', detail: '/reports/1.md' },
    ]);
  });

  it('goes to the usual place where the one that was asked for takes no file, and says so', async () => {
    const { run, written, news } = bench({ reportTo: '/mnt/share', faults: [full] });
    await writeReport(run);
    expect(written.map(([, , to]) => to)).toEqual(['/mnt/share', null]);
    expect(run.rotation.emergency?.report).toBe('/reports/2.md');
    expect(news).toContainEqual({ kind: 'warning', warning: 'report-elsewhere', problem: full.message });
  });

  it.each([
    ['the usual place takes no file', { faults: [full] }, full.message],
    ['something else breaks', { reportTo: '/mnt/share', faults: [new Error('a defect')] }, 'a defect'],
  ])('is not taken for written where %s', async (_name, situation, message) => {
    const { run, written } = bench(situation);
    await expect(writeReport(run)).rejects.toThrow(message);
    expect([written.length, run.rotation.emergency?.report]).toEqual([1, null]);
  });

  it('leaves in the record how the seen addresses compare with the list, or that nobody could', async () => {
    const listed = emergency({ knownAddresses: ['198.51.100.7'] });
    const { run } = bench({ rotation: listed });
    await writeReport(run);
    expect(run.rotation.emergency?.seenAddresses).toEqual({ known: 0, unknown: 0, some: [] });
    const blind = bench({ rotation: listed, watched: { executionUser: null } });
    await writeReport(blind.run);
    expect(blind.run.rotation.emergency?.seenAddresses).toBeNull();
    const without = bench();
    await writeReport(without.run);
    expect(without.run.rotation.emergency).not.toHaveProperty('seenAddresses');
  });

  it('is written for nothing but an emergency', async () => {
    const { run, written, news } = bench({ rotation: {} });
    await writeReport(run);
    expect([written, news]).toEqual([[], []]);
  });

  it('ends with the moment at which it was written', async () => {
    const { run, written, clock } = bench();
    clock.advance(90_000);
    await writeReport(run);
    expect(written).toMatchObject([
      [run.rotation.id, { json: { leak: { lookedUntil: '2027-03-01T12:01:30.000Z' } } }, null],
    ]);
  });
});
