import { plainText } from '../core/plain/text.ts';
import type { ShownPair } from '../core/status/desk.ts';
import { wrap } from './kit/line.ts';
import type { TerminalIo } from './kit/streams.ts';
import { systemTimer } from './kit/timer.ts';
import { speakWith } from './kit/wording.ts';

/** Long enough to copy two values, short enough that passers-by see little. */
const shownSeconds = 30;

const enter = '\x1b[?1049h\x1b[?25l';
const home = '\x1b[2J\x1b[H';
const exit = `${home}\x1b[?25h\x1b[?1049l`;

export type RevealRequest = ShownPair & Omit<TerminalIo, 'env'>;

/**
 * Shows credentials on a separate screen that leaves nothing in the scrollback. Closes on any key, after 30 seconds, or when the
 * process is asked to stop.
 */
export async function showPair(request: RevealRequest): Promise<'closed' | 'timed-out'> {
  const { stdin, stdout, stopping, timer = systemTimer } = request;
  const over = Promise.withResolvers<'closed' | 'timed-out'>();
  const close = () => over.resolve('closed');
  const press = (keys: Buffer | string) => {
    if (String(keys).includes('\x03')) stopping.ask();
    close();
  };
  let cancel = () => {};
  const draw = (seconds: number) => {
    if (seconds === 0) return over.resolve('timed-out');
    stdout.write(home + pairText(request, seconds));
    cancel = timer(1000, () => draw(seconds - 1));
  };
  const stopSpeaking = speakWith(request.wording);
  stopping.signal.addEventListener('abort', close, { once: true });
  if (stopping.signal.aborted) close();
  stdin.on('data', press);
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
    stdin.off('data', press);
    stdin.pause();
    stopping.signal.removeEventListener('abort', close);
    stopSpeaking();
    // Node stops reading a terminal shortly after `pause`. The next reader must start after that.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function pairText(request: RevealRequest, seconds: number): string {
  const { app, org, slot, consumerKey, consumerSecret, cautions, stdout } = request;
  // Those that keyturn has may no longer be the current ones.
  const current = cautions.length > 0 ? 'stored' : 'current';
  const rows = cautions.flatMap((caution) => wrap(`▲ ${caution}`, (stdout.columns ?? 80) - 2));
  return [
    ` keyturn  reveal   ${plainText(app)} in ${plainText(org)}   ${slot === 'primary' ? current : slot} credentials`,
    '',
    ...rows.map((row) => ` ${row}`),
    ...(rows.length > 0 ? [''] : []),
    ' Consumer key',
    plainText(consumerKey, 500),
    '',
    ' Consumer secret',
    consumerSecret.reveal(),
    '',
    ` Press any key to clear the screen. It clears automatically in ${seconds} s.`,
  ].join('\r\n');
}
