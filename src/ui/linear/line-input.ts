import { createInterface } from 'node:readline';
import type { TerminalInput } from '../streams.ts';

export interface LineInput {
  /** The next line without its end; null when there will be no more. */
  read(): Promise<string | null>;
  /** The same without showing what is typed. */
  readHidden(): Promise<string | null>;
  /** Forgets lines that were typed before anything was asked: they can't have been meant as its answer. */
  forget(): void;
  close(): void;
}

/** @param onInterrupt called on ctrl+c where the terminal doesn't make a signal of it; true when reading has to end */
export function createLineInput(stdin: TerminalInput, onInterrupt: () => boolean): LineInput {
  const reader = createInterface({ input: stdin, terminal: false });
  const lines: string[] = [];
  let isClosed = false;
  let waiting: ((line: string | null) => void) | null = null;
  const give = (line: string | null) => {
    const reply = waiting;
    waiting = null;
    if (reply) reply(line);
    else if (line !== null) lines.push(line);
  };
  reader.on('line', give);
  reader.on('close', () => {
    isClosed = true;
    give(null);
  });
  const read = () =>
    new Promise<string | null>((resolve) => {
      const line = lines.shift();
      if (line !== undefined) resolve(line);
      else if (isClosed) resolve(null);
      else waiting = resolve;
    });
  return {
    read,
    readHidden: () => withoutEcho(stdin, { read, onInterrupt, give }),
    forget: () => {
      lines.length = 0;
    },
    close: () => reader.close(),
  };
}

interface Hidden {
  readonly read: () => Promise<string | null>;
  readonly onInterrupt: () => boolean;
  readonly give: (line: null) => void;
}

/** In raw mode the terminal echoes nothing, and ctrl+c is a character like any other. */
async function withoutEcho(stdin: TerminalInput, { read, onInterrupt, give }: Hidden): Promise<string | null> {
  const watch = (chunk: Buffer | string) => {
    const typed = String(chunk);
    if (typed.includes('\x04') || (typed.includes('\x03') && onInterrupt())) give(null);
  };
  stdin.on('data', watch);
  stdin.setRawMode?.(true);
  try {
    const line = await read();
    return line === null ? null : edited(line);
  } finally {
    stdin.setRawMode?.(false);
    stdin.off('data', watch);
  }
}

/** In raw mode nobody else looks after backspace and ctrl+u. */
function edited(line: string): string {
  let text: string[] = [];
  for (const char of line) {
    if (char === '\x7f' || char === '\b') text.pop();
    else if (char === '\x15') text = [];
    else if (char >= ' ') text.push(char);
  }
  return text.join('');
}
