import { expect } from 'vitest';
import { intentsIn } from './as-programs.ts';
import { isDaemon } from './lines.ts';
import { longestEnd, type Stop, waitingBench } from './run-waiting.ts';
import type { ScreenLine } from './screens.ts';
import { inTerminal } from './start-in-terminal.ts';

const changing: readonly ScreenLine['wait'][] = ['change', 'real-deploy'];

/** Opens each screen in a terminal, and interrupts it: twice, if the org is being changed. */
export async function interruptScreens(
  folder: string,
  lines: readonly (readonly [line: ScreenLine, signal: Stop])[],
): Promise<void> {
  const bench = await waitingBench(folder);
  try {
    for (const [line, signal] of lines) {
      const isChange = changing.includes(line.wait);
      const ended = await bench.stopped(line, {
        signals: isChange ? [signal, signal] : [signal],
        start: inTerminal(line),
      });
      const { code, ms, isEarly, stdout } = ended;
      const told = `${line.args.join(' ')} (${line.wait}, ${line.keys.map(([, keys]) => keys).join(' ')}, ${signal})`;
      expect([told, isEarly, code, ms < longestEnd, stdout.slice(-600)]).toEqual([
        ...[told, false, line.code, true],
        expect.not.stringMatching(/Defect/),
      ]);
      expect([told, isRestored(stdout)]).toEqual([told, true]);
      if (isChange) expect([told, intentsIn(bench.here.home)]).toEqual([told, ['intended']]);
      // A change is waited for only if that is said.
      if (isChange && !isDaemon(line)) expect(stdout).toMatch(/again (quits|ends)/);
    }
  } finally {
    await bench.close();
  }
}

/** Whether the normal screen and the cursor are back. */
function isRestored(written: string): boolean {
  const isLast = (on: string, off: string) => written.lastIndexOf(on) >= written.lastIndexOf(off);
  return isLast('\x1b[?1049l', '\x1b[?1049h') && isLast('\x1b[?25h', '\x1b[?25l');
}
