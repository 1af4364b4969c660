import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createIncidents } from '../../../src/core/adapters/incidents.ts';
import { typedCommands } from '../../../src/core/reasons/practice-commands.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('writes the commands of reports and cards as this copy of keyturn is started', async () => {
  const folder = tempFolder();
  const program = 'node /opt/clone/bin/keyturn.cjs';
  const incidents = createIncidents(folder, (text) => typedCommands(text, { program, isPractice: false }));
  const step = 'Run `keyturn resume ERP --practice`.';
  const path = await incidents.writeReport(
    '1',
    { markdown: `- ${step}\n`, json: { nextSteps: [step], why: step } },
    null,
  );
  expect(readFileSync(path, 'utf8')).toBe(`- Run \`${program} resume ERP --practice\`.\n`);
  const json = JSON.parse(readFileSync(path.replace(/md$/, 'json'), 'utf8'));
  expect(json).toMatchObject({ nextSteps: [`Run \`${program} resume ERP --practice\`.`], why: step });
  await incidents.writeCard(join(folder, 'card.md'), '# Break-glass card: ERP\n`keyturn emergency ERP`\n');
  expect(readFileSync(join(folder, 'card.md'), 'utf8')).toContain(`\`${program} emergency ERP\``);
});
