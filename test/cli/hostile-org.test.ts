import { expect, inject, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { figure } from '../support/figure.ts';
import { hostileAnswers } from '../support/hostile/hostile-answers.ts';
import { commandsAsking, withoutOrg } from '../support/hostile/hostile-lines.ts';
import { runHostile, tallyText } from '../support/hostile/hostile-run.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('every command ends with a reason, whatever its org answers', async () => {
  const { seed } = inject('sampling');
  const tally = await runHostile(tempFolder(), { count: 200, seed });
  figure(tallyText(tally, seed));
  expect(Object.fromEntries(tally.faults)).toEqual({});
});

it('every command is among them, or asks no org', () => {
  const asking = commandsAsking();
  expect(Object.keys(commands).filter((name) => !withoutOrg.has(name) && !asking.has(name))).toEqual([]);
  expect(hostileAnswers.length).toBeGreaterThan(75);
});
