import { render } from 'ink';
import type { ReactNode } from 'react';
import { createLeaving, type Leavable, type Leaving } from './leave.ts';
import { leaveOnSignals } from './signals.ts';
import type { TerminalIo } from './streams.ts';
import { systemTimer } from './timer.ts';
import { speakWith } from './wording.ts';

export interface Shell {
  readonly leaving: Leaving;
  /**
   * Draws `screen` until the first promise of `until` settles. `until` is called after the first frame.
   * @throws the error that broke the screen
   */
  draw<Ending>(screen: ReactNode, until: () => readonly Promise<Ending>[]): Promise<Ending>;
}

interface Showing<View, Ending> {
  readonly leavable: Leavable<View>;
  readonly show: (shell: Shell) => Promise<Ending>;
  /** Always runs at the end. */
  readonly giveBack?: () => Promise<void>;
}

/** Shows something on a terminal, quits on signals or on request, and restores the terminal. */
export async function onTerminal<View, Ending>(
  io: TerminalIo,
  { leavable, show, giveBack = async () => {} }: Showing<View, Ending>,
): Promise<Ending> {
  const { stdout, signals, wording, timer = systemTimer } = io;
  const stopWording = speakWith(wording);
  const leaving = createLeaving(leavable, timer);
  const stopListening = leaveOnSignals(signals, leaving);
  const silence = () => {};
  // Writing to a closed terminal fails. That must not interrupt quitting.
  stdout.on('error', silence);
  try {
    return await show({ leaving, draw: (screen, until) => draw(screen, until, io) });
  } finally {
    if (!leaving.signal.aborted) leaving.force();
    stopListening();
    stopWording();
    await giveBack();
    stdout.off('error', silence);
  }
}

async function draw<Ending>(
  screen: ReactNode,
  until: () => readonly Promise<Ending>[],
  { stdin, stdout }: TerminalIo,
): Promise<Ending> {
  const drawn = render(screen, {
    stdin,
    stdout,
    alternateScreen: true,
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  const broken = drawn.waitUntilExit().then(() => new Promise<never>(() => {}));
  try {
    await drawn.waitUntilRenderFlush();
    return await Promise.race([...until(), broken]);
  } finally {
    drawn.unmount();
    await drawn.waitUntilExit().catch(() => undefined);
  }
}
