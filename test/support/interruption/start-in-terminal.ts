import { program } from '../keyturn.ts';
import { openTerminal } from '../terminal.ts';
import type { Start } from './run-waiting.ts';
import type { ScreenLine } from './screens.ts';

/** Starts the built program in a terminal, and presses the keys of the line. SIGINT is Ctrl-C there. */
export function inTerminal({ keys, at }: ScreenLine): Start {
  return (args, env) => {
    const terminal = openTerminal({ command: process.execPath, args: [program, ...args], env, cols: 100, rows: 40 });
    const pressed = (async () => {
      for (const [text, typed] of keys) {
        await terminal.waitFor(text);
        terminal.press(typed);
      }
      if (at !== undefined) await terminal.waitFor(at);
    })();
    // Who ends too early is seen by the end.
    pressed.catch(() => undefined);
    return {
      stop: (signal) => (signal === 'SIGINT' ? terminal.press('\x03') : terminal.kill(signal)),
      said: pressed,
      pressed,
      stopping: terminal.waitFor(/again (quits|ends)/, 600_000).then(
        () => undefined,
        () => undefined,
      ),
      ended: terminal.exited.then((code) => ({ code, stdout: terminal.written(), stderr: '' })),
    };
  };
}
