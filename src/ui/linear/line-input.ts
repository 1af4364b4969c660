import { createInterface } from 'node:readline';
import type { TerminalInput, TerminalOutput } from '../kit/streams.ts';
import { type Keyboard, openKeyboard } from './keyboard.ts';

/** What `read` returns for Esc. */
export const escapeKey = '\x1b';

export interface LineInput {
  /** The next line without its line break, or `escapeKey`; null at the end of the input. */
  read(): Promise<string | null>;
  /** Shows nothing of what is typed until `ask` has finished, also between its questions. */
  hidden<Answer>(ask: (read: () => Promise<string | null>) => Promise<Answer>): Promise<Answer>;
  /** Drops what was typed before the question was asked: it can't be its answer. */
  forget(): void;
  close(): void;
}

interface Reading {
  readonly stdin: TerminalInput;
  /** Where typed text is shown; missing for a pipe, and if it is never shown. */
  readonly output?: TerminalOutput;
  /** What ctrl+c does. Default: ends the input. */
  readonly onInterrupt?: () => void;
}

export function createLineInput({ stdin, output, onInterrupt }: Reading): LineInput {
  const lines: string[] = [];
  let isClosed = false;
  let isHidden = output === undefined;
  let waiting: ((line: string | null) => void) | null = null;
  const give = (line: string | null) => {
    const reply = waiting;
    waiting = null;
    if (reply) reply(line);
    else if (line !== null && line !== escapeKey) lines.push(line);
  };
  const end = () => {
    isClosed = true;
    give(null);
  };
  const isTerminal = stdin.isTTY === true && stdin.setRawMode !== undefined;
  const show = (text: string) => {
    if (isTerminal && !isHidden) output?.write(text);
  };
  const source: Keyboard = isTerminal
    ? openKeyboard(stdin, {
        line: give,
        escape: () => give(escapeKey),
        interrupt: onInterrupt ?? end,
        end,
        // What is typed before a question appears below it.
        show: (text) => waiting && show(text),
      })
    : openPipe(stdin, { line: give, end });
  const read = () =>
    new Promise<string | null>((resolve) => {
      const line = lines.shift();
      if (line !== undefined) {
        show(`${line}\n`);
        resolve(line);
      } else if (isClosed) resolve(null);
      else {
        waiting = resolve;
        show(source.typed());
      }
    });
  return {
    read,
    hidden: async (ask) => {
      const before = isHidden;
      isHidden = true;
      try {
        return await ask(read);
      } finally {
        isHidden = before;
      }
    },
    forget: () => {
      lines.length = 0;
      source.forget();
    },
    close: () => {
      source.close();
      end();
    },
  };
}

function openPipe(stdin: TerminalInput, on: { line(text: string): void; end(): void }): Keyboard {
  const reader = createInterface({ input: stdin, terminal: false });
  reader.on('line', on.line);
  reader.on('close', on.end);
  return { typed: () => '', forget: () => undefined, close: () => reader.close() };
}
