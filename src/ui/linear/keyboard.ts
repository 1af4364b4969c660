import { StringDecoder } from 'node:string_decoder';
import stringWidth from 'string-width';
import type { TerminalInput } from '../kit/streams.ts';

export interface Keyboard {
  /** What was typed since the last line. */
  typed(): string;
  forget(): void;
  /** Gives the terminal back. */
  close(): void;
}

interface Listening {
  line(text: string): void;
  escape(): void;
  interrupt(): void;
  /** ctrl+d on an empty line, or the terminal is gone. */
  end(): void;
  /** Shows what the person types, and takes it away again. */
  show(text: string): void;
}

/** A key: an escape sequence, a line break, or a character. Esc alone is the last one of what arrives together. */
const key = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.|$)|\r\n|./gsu;

/**
 * Reads lines from a terminal without its help: the terminal itself would write `^[` for Esc and `^C` for ctrl+c. Backspace,
 * ctrl+u and ctrl+w work as in the terminal.
 */
export function openKeyboard(stdin: TerminalInput, on: Listening): Keyboard {
  const decoder = new StringDecoder('utf8');
  let typed: string[] = [];
  const takeBack = (count: number) => {
    const gone = typed.splice(typed.length - count, count).join('');
    on.show('\b \b'.repeat(stringWidth(gone)));
  };
  const forget = () => {
    typed = [];
  };
  const finish = () => {
    const line = typed.join('');
    forget();
    on.show('\n');
    on.line(line);
  };
  const press = (one: string) => {
    if (one === '\r' || one === '\n' || one === '\r\n') finish();
    else if (one === '\x1b') {
      takeBack(typed.length);
      on.escape();
    } else if (one === '\x7f' || one === '\b') takeBack(Math.min(1, typed.length));
    else if (one === '\x15') takeBack(typed.length);
    else if (one === '\x17') takeBack(/\S*\s*$/u.exec(typed.join(''))?.[0].length ?? 0);
    else if (one === '\x03') {
      takeBack(typed.length);
      on.interrupt();
    } else if (one === '\x04') {
      if (typed.length === 0) on.end();
    } else if (one >= ' ' && !one.startsWith('\x1b')) {
      typed.push(one);
      on.show(one);
    }
  };
  const hear = (chunk: Buffer | string) => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk);
    for (const [one] of text.matchAll(key)) press(one);
  };
  stdin.setRawMode?.(true);
  stdin.on('data', hear);
  stdin.on('end', on.end);
  stdin.resume();
  return {
    typed: () => typed.join(''),
    forget,
    close: () => {
      stdin.off('data', hear);
      stdin.off('end', on.end);
      stdin.setRawMode?.(false);
      stdin.pause();
    },
  };
}
