import { render } from 'ink';
import type { ReactNode } from 'react';
import { createLeaving, type Leavable, type Leaving } from './leave.ts';
import { leaveOnSignals } from './signals.ts';
import type { TerminalIo } from './streams.ts';
import { systemTimer } from './timer.ts';

export interface Shell {
  readonly leaving: Leaving;
  /**
   * Draws this until the first of these is over; they begin when the first frame is there.
   * @throws what broke the screen itself
   */
  draw<Ending>(screen: ReactNode, until: () => readonly Promise<Ending>[]): Promise<Ending>;
}

interface Showing<View, Ending> {
  readonly leavable: Leavable<View>;
  readonly show: (shell: Shell) => Promise<Ending>;
  /** Runs at the end, however it came. */
  readonly giveBack?: () => Promise<void>;
}

/** Shows something on a terminal, leaves when signals or the person say so, and gives the terminal back as it was. */
export async function onTerminal<View, Ending>(
  io: TerminalIo,
  { leavable, show, giveBack = async () => {} }: Showing<View, Ending>,
): Promise<Ending> {
  const { stdout, signals, timer = systemTimer } = io;
  const leaving = createLeaving(leavable, timer);
  const stopListening = leaveOnSignals(signals, leaving);
  const silence = () => {};
  // A terminal that was closed can't be written to any more; that is no reason to fail in the middle of leaving.
  stdout.on('error', silence);
  try {
    return await show({ leaving, draw: (screen, until) => draw(screen, until, io) });
  } finally {
    if (!leaving.signal.aborted) leaving.force();
    stopListening();
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
