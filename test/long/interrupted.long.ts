import { it } from 'vitest';
import { interruptPrograms } from '../support/interruption/as-programs.ts';
import { isSeenFromOutside, needsKeychain, waitingLines } from '../support/interruption/lines.ts';
import { interruptScreens } from '../support/interruption/on-terminals.ts';
import { screenLines } from '../support/interruption/screens.ts';
import { tempFolder } from '../support/temp-folder.ts';

it('every command that nobody answers ends, as a program, after an interruption by either signal', async () => {
  await interruptPrograms(
    tempFolder(),
    waitingLines().filter((line) => isSeenFromOutside(line) && !needsKeychain(line)),
  );
});

it('every screen ends after an interruption by either signal', async () => {
  const both = screenLines().flatMap((line) =>
    (['SIGINT', 'SIGTERM'] as const).map((signal) => [line, signal] as const),
  );
  await interruptScreens(tempFolder(), both);
});
