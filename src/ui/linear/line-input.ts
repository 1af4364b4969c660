import { createInterface } from 'node:readline';
import type { TerminalInput } from '../kit/streams.ts';

export interface LineInput {
  /** The next line without its end; null when there will be no more. */
  read(): Promise<string | null>;
  /** Shows nothing of what is typed from the beginning of `ask` to its end, between its questions neither. */
  hidden<Answer>(ask: (read: () => Promise<string | null>) => Promise<Answer>): Promise<Answer>;
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
    hidden: (ask) => withoutEcho(stdin, { read, onInterrupt, give }, ask),
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
async function withoutEcho<Answer>(
  stdin: TerminalInput,
  { read, onInterrupt, give }: Hidden,
  ask: (read: () => Promise<string | null>) => Promise<Answer>,
): Promise<Answer> {
  let isOver = false;
  const watch = (chunk: Buffer | string) => {
    const typed = String(chunk);
    isOver ||= typed.includes('\x04') || (typed.includes('\x03') && onInterrupt());
    if (isOver) give(null);
  };
  stdin.setRawMode?.(true);
  stdin.on('data', watch);
  try {
    return await ask(async () => {
      const line = isOver ? null : await read();
      return line === null ? null : edited(line);
    });
  } finally {
    stdin.off('data', watch);
    stdin.setRawMode?.(false);
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
