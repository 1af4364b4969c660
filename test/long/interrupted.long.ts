import { it } from 'vitest';
import { interruptPrograms } from '../support/interruption/as-programs.ts';
import { isSeenFromOutside, waitingLines } from '../support/interruption/lines.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('every command that nobody answers ends, as a program, after an interruption by either signal', async () => {
  await interruptPrograms(tempFolder(), waitingLines().filter(isSeenFromOutside));
});
