import { inject, it } from 'vitest';
import { interruptScreens } from '../support/interruption/on-terminals.ts';
import { screenLines } from '../support/interruption/screens.ts';
import { tempFolder } from '../support/temp-folder.ts';

const { seed } = inject('sampling');
const signals = ['SIGINT', 'SIGTERM'] as const;

it('each screen ends soon after Ctrl-C or SIGTERM, says what it still waits for, and restores the terminal', async () => {
  const lines = screenLines().map((line, nth) => [line, signals[(nth + seed) % 2] ?? 'SIGINT'] as const);
  await interruptScreens(tempFolder(), lines);
});
