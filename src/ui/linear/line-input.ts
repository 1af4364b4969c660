import { createInterface } from 'node:readline';
import type { TerminalInput } from '../kit/streams.ts';

export interface LineInput {
  /** The next line without its line break; null at the end of the input. */
  read(): Promise<string | null>;
  /** Turns off the echo of typed text until `ask` has finished, also between its questions. */
  hidden<Answer>(ask: (read: () => Promise<string | null>) => Promise<Answer>): Promise<Answer>;
  /** Drops lines typed before the question was asked: they can't be its answer. */
  forget(): void;
  close(): void;
}

/** @param onInterrupt called on ctrl+c if the terminal sends no signal for it */
export function createLineInput(stdin: TerminalInput, onInterrupt: () => void = () => undefined): LineInput {
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
  readonly onInterrupt: () => void;
  readonly give: (line: null) => void;
}

/** In raw mode the terminal echoes nothing, and ctrl+c arrives as a character. */
async function withoutEcho<Answer>(
  stdin: TerminalInput,
  { read, onInterrupt, give }: Hidden,
  ask: (read: () => Promise<string | null>) => Promise<Answer>,
): Promise<Answer> {
  let isOver = false;
  const watch = (chunk: Buffer | string) => {
    const typed = String(chunk);
    if (typed.includes('\x03')) onInterrupt();
    isOver ||= /[\x03\x04]/.test(typed);
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

/** Applies backspace and ctrl+u, which the terminal doesn't do in raw mode. */
function edited(line: string): string {
  let text: string[] = [];
  for (const char of line) {
    if (char === '\x7f' || char === '\b') text.pop();
    else if (char === '\x15') text = [];
    else if (char >= ' ') text.push(char);
  }
  return text.join('');
}
