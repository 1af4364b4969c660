import { plainText } from '../core/plain/text.ts';
import type { ShownPair } from '../core/status/desk.ts';
import { leaveOnSignals } from './kit/signals.ts';
import type { TerminalIo } from './kit/streams.ts';
import { systemTimer } from './kit/timer.ts';

/** Long enough to copy two values, short enough that passers-by see little. */
const shownSeconds = 30;

const enter = '\x1b[?1049h\x1b[?25l';
const home = '\x1b[2J\x1b[H';
const exit = `${home}\x1b[?25h\x1b[?1049l`;

export type RevealRequest = ShownPair & Omit<TerminalIo, 'env'>;

/**
 * Shows credentials on a separate screen that leaves nothing in the scrollback. Closes on any key, on a signal, or after
 * 30 seconds.
 */
export async function showPair(request: RevealRequest): Promise<'closed' | 'timed-out'> {
  const { stdin, stdout, signals, timer = systemTimer } = request;
  const over = Promise.withResolvers<'closed' | 'timed-out'>();
  const close = () => over.resolve('closed');
  let cancel = () => {};
  const draw = (seconds: number) => {
    if (seconds === 0) return over.resolve('timed-out');
    stdout.write(home + pairText(request, seconds));
    cancel = timer(1000, () => draw(seconds - 1));
  };
  const stopListening = leaveOnSignals(signals, { request: close, force: close });
  stdin.on('data', close);
  stdin.setRawMode?.(true);
  stdin.resume();
  try {
    stdout.write(enter);
    draw(shownSeconds);
    return await over.promise;
  } finally {
    cancel();
    stdout.write(exit);
    stdin.setRawMode?.(false);
    stdin.off('data', close);
    stdin.pause();
    stopListening();
    // Node stops reading a terminal shortly after `pause`. The next reader must start after that.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function pairText({ app, org, slot, consumerKey, consumerSecret }: RevealRequest, seconds: number): string {
  return [
    ` keyturn  reveal   ${plainText(app)} in ${plainText(org)}   ${slot === 'primary' ? 'current' : slot} credentials`,
    '',
    ' Consumer key',
    plainText(consumerKey, 500),
    '',
    ' Consumer secret',
    consumerSecret.reveal(),
    '',
    ` Press any key to clear the screen. It clears automatically in ${seconds} s.`,
  ].join('\r\n');
}
