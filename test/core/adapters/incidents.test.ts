import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createIncidents } from '../../../src/core/adapters/incidents.ts';
import { tempFolder } from '../../support/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

const report = { markdown: '# What happened\n', json: { app: 'ERP_Bridge' } };
const write = (run: string, to: string | null = null, with_ = report) =>
  createIncidents(folder).writeReport(run, with_, to);

describe('an incident report', () => {
  it('lies in the usual folder as Markdown and as JSON, for nobody else to read', async () => {
    const path = await write('run-1');
    expect(path).toBe(join(folder, 'incidents', 'run-1.md'));
    expect(readFileSync(path, 'utf8')).toBe(report.markdown);
    const json = join(folder, 'incidents', 'run-1.json');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual({ app: 'ERP_Bridge', run: 'run-1' });
    expect([path, json].map((each) => statSync(each).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(statSync(join(folder, 'incidents')).mode & 0o777).toBe(0o700);
  });

  it('is replaced by a later one of the same run, and nothing is left behind', async () => {
    const to = join(folder, 'leak');
    await write('run-1', to);
    await write('run-1', to, { ...report, markdown: '# More\n' });
    expect(readFileSync(`${to}.md`, 'utf8')).toBe('# More\n');
    expect(readdirSync(folder).sort()).toEqual(['leak.json', 'leak.md']);
  });

  it('never takes the place of what another run, or anybody else, wrote', async () => {
    const to = join(folder, 'leak');
    await write('run-1', to);
    await expect(write('run-2', to, { ...report, markdown: 'x' })).rejects.toMatchObject({ code: 'FileExists' });
    expect(readFileSync(`${to}.md`, 'utf8')).toBe(report.markdown);
    writeFileSync(join(folder, 'mine.md'), 'mine');
    await expect(write('run-2', join(folder, 'mine'))).rejects.toMatchObject({ code: 'FileExists' });
    expect(existsSync(join(folder, 'mine.json'))).toBe(false);
    writeFileSync(join(folder, 'other.json'), 'no JSON');
    await expect(write('run-2', join(folder, 'other'))).rejects.toMatchObject({ code: 'FileExists' });
  });

  it('is whole after a crash between its two files', async () => {
    const to = join(folder, 'leak');
    writeFileSync(`${to}.json`, JSON.stringify({ run: 'run-1' }));
    await expect(write('run-1', to)).resolves.toBe(`${to}.md`);
    expect(JSON.parse(readFileSync(`${to}.json`, 'utf8'))).toMatchObject({ app: 'ERP_Bridge' });
  });

  it.each<[string, (folder: string) => string]>([
    ['is not absolute', () => 'leak'],
    ['lies in a folder that is missing', (inside) => join(inside, 'missing', 'leak')],
    [
      'is a folder',
      (inside) => {
        mkdirSync(join(inside, 'reports'));
        return join(inside, 'reports');
      },
    ],
    [
      'lies below a file',
      (inside) => {
        writeFileSync(join(inside, 'file'), '');
        return join(inside, 'file', 'leak');
      },
    ],
  ])('is refused when its path %s', async (_, pathIn) => {
    const to = pathIn(folder);
    const refused = { code: 'FileNotWritten', exitCode: 2 };
    await expect(write('run-1', to)).rejects.toMatchObject(refused);
    await expect(createIncidents(folder).inspectReport('run-1', to)).rejects.toMatchObject(refused);
  });

  it('may be looked after before it is written, and leaves nothing there', async () => {
    const to = join(folder, 'leak');
    const { inspectReport } = createIncidents(folder);
    await inspectReport('run-1', to);
    expect(readdirSync(folder)).toEqual([]);
    await write('run-1', to);
    await inspectReport('run-1', to);
    await expect(inspectReport('run-2', to)).rejects.toMatchObject({ code: 'FileExists', exitCode: 2 });
  });

  it('stays in its folder whatever the run is called', async () => {
    await expect(write('../../x')).resolves.toBe(join(folder, 'incidents', '______x.md'));
  });

  it('says when the folder takes no file of that name', async () => {
    await expect(write('run-1', join(folder, 'x'.repeat(300)))).rejects.toMatchObject({ code: 'FileNotWritten' });
  });
});

describe('a break-glass card', () => {
  it('takes the place of the one that was there, for nobody else to read', async () => {
    const path = join(folder, 'card.md');
    writeFileSync(path, '# Break-glass card: old', { mode: 0o644 });
    await createIncidents(folder).writeCard(path, '# Break-glass card: new');
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['# Break-glass card: new', 0o600]);
  });

  it('never takes the place of anything else', async () => {
    const path = join(folder, 'mine.md');
    writeFileSync(path, 'mine');
    await expect(createIncidents(folder).writeCard(path, '# Break-glass card')).rejects.toMatchObject({
      code: 'FileExists',
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('is refused where its folder is missing, and where it would take the place of a folder', async () => {
    const { writeCard } = createIncidents(folder);
    await expect(writeCard(join(folder, 'no', 'card.md'), '')).rejects.toMatchObject({
      code: 'FileNotWritten',
      safe: 'Nothing changed in the org.',
    });
    await expect(writeCard(folder, '')).rejects.toMatchObject({ code: 'FileNotWritten' });
  });
});
