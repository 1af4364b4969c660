import { expect, inject, it } from 'vitest';
import { figure } from '../support/figure.ts';
import { runHostile, tallyText } from '../support/hostile/hostile-run.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('20,000 times, every command ends with a reason, whatever its org answers', async () => {
  const { seed } = inject('sampling');
  const tally = await runHostile(tempFolder(), { count: 20_000, seed, told: (line) => figure(line) });
  figure(tallyText(tally, seed));
  expect(Object.fromEntries(tally.faults)).toEqual({});
});
