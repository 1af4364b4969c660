import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/practice-org.md'), 'utf8');
const example = /^```js\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';

/** A project that has keyturn as a dependency, as the package's own `exports` show it. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  for (const name of ['vitest', '@types/node']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  symlinkSync(root, join(folder, 'node_modules/keyturn'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

type Work = () => unknown;
interface Registered {
  readonly before: Work[];
  readonly after: Work[];
  readonly tests: [name: string, work: Work][];
}

/** The example, with its tests as values. */
async function loadExample(): Promise<Registered> {
  const registered: Registered = { before: [], after: [], tests: [] };
  const here = { ...registered, expect };
  Object.assign(globalThis, { practiceOrgExample: here });
  const vitest = [
    'const { before, after, tests, expect } = globalThis.practiceOrgExample;',
    'const beforeAll = (work) => before.push(work), afterAll = (work) => after.push(work);',
    'const it = (...test) => tests.push(test);',
  ].join('\n');
  const folder = project({ 'example.mjs': example.replace(/^import .* from 'vitest';$/m, vitest) });
  await import(pathToFileURL(join(folder, 'example.mjs')).href);
  return registered;
}

it('shows an example for vitest whose tests pass', async () => {
  const { before, after, tests } = await loadExample();
  expect(tests).toHaveLength(2);
  for (const work of [...before, ...tests.map(([, test]) => test), ...after]) await work();
});

it('the types of the module refuse what the org would refuse, and the page names its members', () => {
  const folder = project({
    'use.ts': `import { type PracticeOrg, startPracticeOrg } from 'keyturn/practice-org';
      export async function use(): Promise<PracticeOrg> {
        await using other = await startPracticeOrg({ scenario: 'leak', tls: true, now: new Date(0) });
        const org = await startPracticeOrg({ knobs: { stagedUsable: false, deployMs: 12, deployRunning: 'refused' } });
        await org.act('refreshSandbox');
        await org.act('setPolicy', { app: 'Mailer', field: 'label', value: other.username });
        // @ts-expect-error
        await org.act('freeze');
        // @ts-expect-error
        await org.act('freeze', { app: 'Mailer' });
        // @ts-expect-error
        await org.act('nothing');
        // @ts-expect-error
        await org.setKnobs({ stagedUsable: 'no' });
        // @ts-expect-error
        await org.addFault({ kind: 'nothing' });
        // @ts-expect-error
        await startPracticeOrg({ scenario: 'nothing' });
        const [app] = (await org.state()).apps;
        const accepted: boolean | undefined = app?.consumers[0]?.pairs[0]?.accepted;
        return accepted ? org : other;
      }`,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        strict: true,
        noEmit: true,
        types: ['node'],
        lib: ['es2024', 'esnext.disposable'],
      },
      include: ['use.ts'],
    }),
  });
  const compiler = join(root, 'node_modules/typescript-native/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
  expect(stdout).toBe('');
  const types = readFileSync(join(root, 'dist/practice-org.d.ts'), 'utf8');
  const [, org = ''] = /interface PracticeOrg \{([\s\S]*?)^\}/m.exec(types) ?? [];
  const members = [...org.matchAll(/^ {2}(?:readonly )?(\w+)[(:<]/gm)].map(([, name]) => name);
  const [, table = ''] = /^\| member \|[^\n]*\n([\s\S]*?)\n\n/m.exec(page) ?? [];
  expect(members.length).toBeGreaterThan(12);
  expect(members.filter((name) => !new RegExp(`\`${name}\\b`).test(table))).toEqual([]);
});

/** What Node 20 lacks of the language's and Node's own library, as far as a program can be kept from it. */
const withoutNewer = `
  for (const [holder, names] of [
    [globalThis, ['Iterator', 'WebSocket', 'navigator']],
    [Map, ['groupBy']], [Object, ['groupBy']], [URL, ['parse']], [RegExp, ['escape']],
    [Array, ['fromAsync']], [Promise, ['withResolvers', 'try']], [Math, ['sumPrecise']], [process, ['getBuiltinModule']],
    [Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom']],
    [Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())), ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find']],
  ]) for (const name of names) delete holder[name];`;

it('needs nothing that Node 20 lacks, and no package', () => {
  const text = readFileSync(join(root, 'dist/practice-org.js'), 'utf8');
  const imported = [...text.matchAll(/\b(?:from|import)\s*"([^"]+)"/g)].map(([, name]) => name);
  expect(imported).toContain('node:http');
  expect(imported.filter((name = '') => !isBuiltin(name) || name === 'node:sqlite')).toEqual([]);
  const program = `${withoutNewer}
    const { startPracticeOrg } = await import(${JSON.stringify(pathToFileURL(join(root, 'dist/practice-org.js')).href)});
    const [one, other] = await Promise.all([startPracticeOrg(), startPracticeOrg({ scenario: 'stranger', tls: true })]);
    const ask = async (path) => (await fetch(one.instanceUrl + '/services/data/v65.0' + path, { headers: { authorization: 'Bearer ' + one.accessToken } })).status;
    const soql = (text) => ask('/query?q=' + encodeURIComponent(text));
    console.log(JSON.stringify([
      one.instanceUrl !== other.instanceUrl && one.orgId !== other.orgId,
      await ask('/apps/oauth/usage'),
      await soql('SELECT Type, COUNT(Id) FROM Account GROUP BY Type ORDER BY Type'),
      await soql('SELECT AppName FROM OauthToken'),
      await soql('SELECT Id FROM PermissionSetAssignment WHERE AssigneeId IN (SELECT Id FROM User)'),
      (await one.act('rotateInSetup', { app: 'Mailer' })).consumerKey === (await one.credentials('Mailer')).consumerKey,
      (await one.state()).calls['GET /services/data/v65.0/query'],
      await one.act('freeze', { username: 'nobody' }).catch((error) => error.message),
    ]));
    await Promise.all([one.close(), other.close(), one.close()]);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(stdout, stderr).toBe('[true,200,200,200,200,true,3,"this org has no user nobody"]\n');
});
