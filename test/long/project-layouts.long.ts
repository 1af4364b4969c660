import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { readDefinition } from '../../src/core/adapters/project/definition.ts';
import { findSources } from '../../src/core/adapters/project/sources.ts';
import { componentTypes } from '../../src/core/model/app.ts';
import { foundByCli } from '../support/cli-library.ts';
import { layOut, randomOf } from '../support/dx-layouts.ts';

const rounds = 200;
const components = ['Acme', 'Billing_Sync', 'Third'].flatMap((app) =>
  componentTypes.map((type) => ({ type, fullName: `${app}_${type.length}`, content: `<${type}/>` })),
);

describe('200 projects laid out at random', () => {
  it('are read as the Salesforce CLI reads them', async () => {
    const { seed } = inject('sampling');
    let files = 0;
    for (let round = 0; round < rounds; round += 1) {
      const root = mkdtempSync(join(tmpdir(), 'kt-layout-'));
      layOut(root, components, randomOf(seed + round));
      const { folders } = await readDefinition(root);
      const found = await findSources(root, folders);
      const ours = found.map(({ ref, real }) => `${ref.type} ${ref.fullName} ${real}`).sort();
      expect(ours, `round ${round} in ${root}`).toEqual(await foundByCli(root));
      files += ours.length;
    }
    process.stdout.write(`${rounds} layouts with ${files} files: found alike\n`);
    expect(files).toBeGreaterThan(rounds * 5);
  });
});
