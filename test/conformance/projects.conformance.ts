import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { readDefinition } from '../../src/core/adapters/project/definition.ts';
import { openProject } from '../../src/core/adapters/project/open-project.ts';
import { foldersOfOthers } from '../../src/core/adapters/project/source-component.ts';
import { componentPlaces } from '../../src/core/external-client-app/component-path.ts';
import { type ComponentRef, componentTypes } from '../../src/core/model/app.ts';
import type { SalesforceOrg } from '../../src/core/ports/ports.ts';
import { types } from '../support/cli-library.ts';
import { layOut, randomOf, type SourceText } from '../support/dx-layouts.ts';
import { type PracticeBench, practiceBench } from '../support/practice.ts';
import { type Cli, cliIn } from './salesforce-cli.ts';

const { seed } = inject('sampling');
const signedIn = async (bench: PracticeBench, folder: string): Promise<Cli> => {
  const cli = cliIn(bench.folder, folder);
  const login = ['org', 'login', 'access-token', '--instance-url', bench.org.instanceUrl, '--no-prompt'];
  await cli.ask([...login, '--alias', 'practice', '--set-default'], { SF_ACCESS_TOKEN: bench.org.accessToken });
  return cli;
};

async function contentsOf(org: SalesforceOrg, refs?: readonly ComponentRef[]): Promise<readonly SourceText[]> {
  const all = refs ?? (await Promise.all(componentTypes.map((type) => org.metadata.list([type])))).flat();
  const named = all.filter(({ fullName }) => /^(Billing_Sync|Data_Lake)/.test(fullName));
  const files = await org.metadata.retrieve(named);
  return files.map(({ type, fullName, content }) => ({ type, fullName, content: new TextDecoder().decode(content) }));
}

describe('a Salesforce DX project', () => {
  it('has the same types, suffixes and strict folders as in the registry of the official CLI', () => {
    const known = types();
    for (const type of componentTypes) {
      const { folder, suffix } = componentPlaces[type];
      expect(known.find(({ name }) => name === type)).toMatchObject({
        directoryName: folder,
        suffix,
        strictDirectoryName: false,
      });
    }
    const whole = new Set(['bundle', 'mixedContent', 'uiBundles']);
    const strict = known.filter(({ strictDirectoryName, strategies }) => {
      return strictDirectoryName && whole.has(strategies?.adapter ?? '');
    });
    expect([...foldersOfOthers].sort()).toEqual(strict.map(({ directoryName }) => directoryName).sort());
  });

  it('is deployed by the official CLI from the files that keyturn finds, in 20 random layouts', async () => {
    const bench = await practiceBench();
    const org = await bench.ports.signIns.open('practice');
    const components = await contentsOf(org);
    expect(components.length).toBeGreaterThan(5);
    for (let round = 0; round < 20; round += 1) {
      const root = realpathSync(mkdtempSync(join(tmpdir(), 'kt-layout-')));
      layOut(root, components, randomOf(seed + round), org);
      const cli = round === 0 ? await signedIn(bench, root) : cliIn(bench.folder, root);
      const deploy = ['project', 'deploy', 'start', '--ignore-conflicts', '--wait', '5', '--target-org', 'practice'];
      const { files } = (await cli.ask([...deploy, ...(await sourcesOf(root))])) as {
        files: { type: string; fullName: string; filePath?: string }[];
      };
      const sent = files.filter(({ filePath }) => filePath?.endsWith('.xml') && !filePath.endsWith('package.xml'));
      const theirs = sent.map(({ type, fullName, filePath = '' }) => `${type} ${fullName} ${relative(root, filePath)}`);
      const ours = (await openProject(root))?.files.map((one) => `${one.type} ${one.fullName} ${one.source}`);
      expect(ours?.toSorted(), `round ${round} in ${root}`).toEqual(theirs.toSorted());
    }
  });

  it.each([0, 1, 2])('is deployed by the printed command as keyturn deployed it (%i)', async (round) => {
    const bench = await practiceBench();
    const org = await bench.ports.signIns.open('practice');
    const refs = (await contentsOf(org)).map(({ type, fullName }) => ({ type, fullName }));
    const changed = (await contentsOf(org)).map((one) => ({
      ...one,
      content: one.content.replace('>Enforce<', '>Bypass<'),
    }));
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'kt-layout-')));
    layOut(root, changed, randomOf(seed + 100 + round), org);
    const answers = {
      app: 'Billing_Sync',
      certificate: 'none',
      'execution-user': bench.username('int.billing'),
    };
    const { project, changes } = await bench.setup(answers, { projectDir: root });
    expect(changes.map(({ field }) => field)).toContain('ipRelaxationPolicyType');
    const before = await contentsOf(org, refs);
    const cli = await signedIn(bench, root);
    const [, ...command] = project?.command?.split(' ') ?? [];
    expect(await cli.ask(command)).toMatchObject({ status: 'Succeeded' });
    expect(await contentsOf(org, refs)).toEqual(before);
  });
});

async function sourcesOf(root: string): Promise<readonly string[]> {
  const { folders } = await readDefinition(root);
  return folders.flatMap((folder) => ['--source-dir', folder]);
}
