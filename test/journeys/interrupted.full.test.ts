import { inject, it } from 'vitest';
import { changesOrg, interruptPrograms } from '../support/interruption/as-programs.ts';
import { isSeenFromOutside, needsKeychain, oneOfEach, waitingLines } from '../support/interruption/lines.ts';
import { spread } from '../support/sample.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { seed } = inject('sampling');
const lines = oneOfEach(waitingLines().filter((line) => isSeenFromOutside(line) && !needsKeychain(line)));

it('the program ends soon after a first interruption, and at once after a second', async () => {
  const some = spread(
    lines.filter((line) => !changesOrg(line)),
    12,
    seed,
  );
  await interruptPrograms(tempFolder(), [...some, ...lines.filter(changesOrg)]);
});
