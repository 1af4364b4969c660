import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProject } from '../../../../src/core/adapters/project/open-project.ts';

const policyFile = 'A_oauthPlcy.ecaOauthPlcy-meta.xml';
const policy = (inner = '') =>
  `<ExtlClntAppOauthConfigurablePolicies><externalClientApplication>A</externalClientApplication>${inner}</ExtlClntAppOauthConfigurablePolicies>`;

interface Layout {
  readonly definition?: object | string;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly links?: Readonly<Record<string, string>>;
}

function projectOf({ definition = {}, files = {}, links = {} }: Layout): string {
  const root = join(mkdtempSync(join(tmpdir(), 'kt-dx-')), 'project');
  const usual = { packageDirectories: [{ path: 'force-app', default: true }], ...(definition as object) };
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  put('force-app/.gitkeep', '');
  put('sfdx-project.json', typeof definition === 'string' ? definition : JSON.stringify(usual));
  for (const [path, content] of Object.entries(files)) put(path, content);
  for (const [path, target] of Object.entries(links)) symlinkSync(join(root, target), join(root, path));
  return root;
}

async function found(layout: Layout): Promise<readonly string[]> {
  const project = await openProject(projectOf(layout), { SET: 'yes' });
  return (project?.files ?? []).map(({ source }) => source);
}

const packages = (...paths: readonly string[]) => ({
  packageDirectories: paths.map((path, index) => ({ path, ...(index === 0 ? { default: true } : {}) })),
});

describe('the files of a Salesforce DX project', () => {
  it.each<[string, Layout, readonly string[]]>([
    [
      'sorted by feature',
      { files: { [`force-app/billing/${policyFile}`]: policy() } },
      [`force-app/billing/${policyFile}`],
    ],
    [
      'named as in a package, in the folder of the type alone',
      {
        files: {
          'force-app/extlClntAppOauthPolicies/A.ecaOauthPlcy': policy(),
          'force-app/billing/A.ecaOauthPlcy': policy(),
        },
      },
      ['force-app/extlClntAppOauthPolicies/A.ecaOauthPlcy'],
    ],
    [
      'left over by a merge',
      { files: { [`force-app/${policyFile}.orig`]: policy() } },
      [`force-app/${policyFile}.orig`],
    ],
    ['inside a component of another type', { files: { [`force-app/lwc/panel/${policyFile}`]: policy() } }, []],
    [
      'in nested, equal and Windows package directories',
      {
        definition: packages('force-app', 'force-app/main', './force-app/', 'src\\apps'),
        files: { [`force-app/main/${policyFile}`]: policy(), [`src/apps/${policyFile}`]: policy() },
      },
      [`force-app/main/${policyFile}`, `src/apps/${policyFile}`],
    ],
    [
      'but not what .forceignore names',
      {
        files: {
          '.forceignore': 'force-app/backup/**\n**/*.ecaGlblOauth-meta.xml\n',
          [`force-app/backup/${policyFile}`]: policy(),
          'force-app/A.ecaGlblOauth-meta.xml': '<a/>',
          [`force-app/.hidden/${policyFile}`]: policy(),
          [`force-app/${policyFile}`]: policy(),
        },
      },
      [`force-app/${policyFile}`],
    ],
    [
      'in hidden folders as long as there is no .forceignore',
      { files: { [`force-app/.hidden/${policyFile}`]: policy() } },
      [`force-app/.hidden/${policyFile}`],
    ],
    [
      'with a byte order mark in the definition, and numbers and unknown words in it',
      {
        definition: `\ufeff${JSON.stringify({ ...packages('force-app'), sourceApiVersion: 65, namespace: null, plugins: { x: 1 } })}`,
        files: { [`force-app/${policyFile}`]: policy() },
      },
      [`force-app/${policyFile}`],
    ],
    [
      'over links that go in a circle',
      {
        files: { [`shared/${policyFile}`]: policy() },
        links: { 'force-app/linked': 'shared', 'shared/back': 'force-app' },
      },
      [`force-app/linked/${policyFile}`],
    ],
  ])('are found %s', async (_where, layout, expected) => {
    expect(await found(layout)).toEqual(expected);
  });

  it.each<[string, Layout, string]>([
    ['a package directory that is missing', { definition: packages('nothing') }, 'does not exist'],
    [
      'two defaults',
      {
        definition: {
          packageDirectories: [
            { path: 'force-app', default: true },
            { path: 'b', default: true },
          ],
        },
      },
      'several package',
    ],
    [
      'no default among several',
      { definition: { packageDirectories: [{ path: 'force-app' }, { path: 'b' }] } },
      'none of them',
    ],
    ['an absolute package directory', { definition: packages('/etc') }, 'relative'],
    ['a definition that is no JSON', { definition: '{' }, 'sfdx-project.json'],
  ])('are refused for %s, as the Salesforce CLI refuses it', async (_what, layout, message) => {
    await expect(openProject(projectOf(layout))).rejects.toMatchObject({
      code: 'ProjectUnreadable',
      message: expect.stringContaining(message),
    });
  });

  it('count as damaged where they cannot be read, and stop nothing', async () => {
    const project = await openProject(projectOf({ files: { [`force-app/${policyFile}`]: 'x'.repeat(1_000_001) } }));
    expect(project?.files).toEqual([]);
    expect(project?.damaged).toMatchObject([{ source: `force-app/${policyFile}`, problem: 'it is larger than 1 MB' }]);
  });
});

describe('replacements', () => {
  const file = `force-app/${policyFile}`;
  const filled = async (rule: object, inner = '<label>__L__</label>') => {
    const definition = { replacements: [rule] };
    const root = projectOf({ definition, files: { [file]: policy(inner), 'label.txt': ' from a file \n' } });
    const project = await openProject(root, { SET: 'yes' });
    const [one] = project?.files ?? [];
    const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
    expect(one ? text(one.onDisk) : policy(inner)).toBe(policy(inner));
    return one ? text(one.content) : project?.damaged[0]?.problem;
  };

  it.each<[string, object, string]>([
    ['a variable', { filename: file, stringToReplace: '__L__', replaceWithEnv: 'SET' }, '<label>yes</label>'],
    [
      'a file',
      { filename: file, stringToReplace: '__L__', replaceWithFile: 'label.txt' },
      '<label>from a file</label>',
    ],
    ['a pattern', { glob: 'force-app/**/*.xml', regexToReplace: '__.__', replaceWithEnv: 'SET' }, '<label>yes</label>'],
    [
      'an unset variable that may be',
      { filename: file, stringToReplace: '__L__', replaceWithEnv: 'NO', allowUnsetEnvVariable: true },
      '<label></label>',
    ],
    [
      'another file only',
      { filename: 'force-app/x', stringToReplace: '__L__', replaceWithEnv: 'NO' },
      '<label>__L__</label>',
    ],
    [
      'when a variable has its value',
      {
        filename: file,
        stringToReplace: '__L__',
        replaceWithEnv: 'SET',
        replaceWhenEnv: [{ env: 'SET', value: 'yes' }],
      },
      '<label>yes</label>',
    ],
    [
      'not when it has another',
      {
        filename: file,
        stringToReplace: '__L__',
        replaceWithEnv: 'SET',
        replaceWhenEnv: [{ env: 'SET', value: 'no' }],
      },
      '<label>__L__</label>',
    ],
  ])('fill in %s, and leave the file on disk', async (_what, rule, expected) => {
    expect(await filled(rule)).toContain(expected);
  });

  it('name the variable that is not set', async () => {
    const rule = { filename: file, stringToReplace: '__L__', replaceWithEnv: 'NO' };
    expect(await filled(rule)).toContain('environment variable NO, which is not set');
  });

  it('end a pattern that takes too long', async () => {
    const rule = { filename: file, regexToReplace: '(a+)+b', replaceWithEnv: 'SET' };
    expect(await filled(rule, `<label>${'a'.repeat(60)}</label>`)).toContain('timed out');
  });
});

describe('writing into a project', () => {
  it('changes the file that a link leads to, and leaves the link', async () => {
    const root = projectOf({ files: { 'shared/x.xml': 'old' }, links: { 'force-app/x.xml': 'shared/x.xml' } });
    const project = await openProject(root);
    await project?.write('force-app/x.xml', new TextEncoder().encode('new'));
    expect(readFileSync(join(root, 'shared/x.xml'), 'utf8')).toBe('new');
    expect(readlinkSync(join(root, 'force-app/x.xml'))).toBe(join(root, 'shared/x.xml'));
  });

  it.each([
    ['a file that is linked', 'force-app/x.xml'],
    ['a new file in a linked folder', 'force-app/out/new.xml'],
    ['a path with dots', '../outside.xml'],
  ])('never writes outside: %s', async (_what, source) => {
    const root = projectOf({
      files: { '../outside.xml': 'theirs' },
      links: { 'force-app/out': '..', 'force-app/x.xml': '../outside.xml' },
    });
    const project = await openProject(root);
    await expect(project?.write(source, new Uint8Array())).rejects.toMatchObject({ code: 'ProjectUnreadable' });
    expect(readFileSync(join(root, '../outside.xml'), 'utf8')).toBe('theirs');
  });
});
