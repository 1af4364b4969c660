import { render } from 'ink';
import type { ReactNode } from 'react';
import { createLeaving, type LeaveStore, type Leaving } from './leave.ts';
import type { TerminalIo } from './streams.ts';
import { speakWith } from './wording.ts';

export interface Shell {
  readonly leaving: Leaving;
  /**
   * Draws `screen` until the first promise of `until` settles. `until` is called after the first frame.
   * @throws the error that broke the screen
   */
  draw<Ending>(screen: ReactNode, until: () => readonly Promise<Ending>[]): Promise<Ending>;
}

interface Showing<Ending> {
  readonly store: LeaveStore;
  readonly show: (shell: Shell) => Promise<Ending>;
  /** Always runs at the end. */
  readonly giveBack?: () => Promise<void>;
}

/** Shows something on a terminal, quits on request, and restores the terminal. */
export async function onTerminal<Ending>(
  io: TerminalIo,
  { store, show, giveBack = async () => {} }: Showing<Ending>,
): Promise<Ending> {
  const { stdout, stopping, wording } = io;
  const stopWording = speakWith(wording);
  const leaving = createLeaving(store, stopping);
  const silence = () => {};
  // Writing to a closed terminal fails. That must not interrupt quitting.
  stdout.on('error', silence);
  try {
    return await show({ leaving, draw: (screen, until) => draw(screen, until, io) });
  } finally {
    leaving.end();
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
