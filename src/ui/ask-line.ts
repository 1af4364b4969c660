import { createInterface } from 'node:readline';
import type { TerminalInput, TerminalOutput } from './kit/streams.ts';
import { createLineInput } from './linear/line-input.ts';

interface LineRequest {
  readonly stdin: TerminalInput;
  readonly output: TerminalOutput;
  readonly prompt: string;
  readonly signal?: AbortSignal;
  /** Called on Ctrl-C, which the terminal itself doesn't report here. */
  readonly interrupt?: () => void;
}

/** Asks on one line. Null if there is nobody to answer, or after `signal`. */
export async function askLine(request: LineRequest): Promise<string | null> {
  return request.stdin.isTTY && request.stdin.setRawMode && request.output.isTTY
    ? askOnTerminal(request)
    : askInPipe(request);
}

/** Node shows and edits what is typed: the terminal itself would write `^[` for Esc, and `^C` behind the prompt. */
function askOnTerminal({ stdin, output, prompt, signal, interrupt = interruptSelf }: LineRequest) {
  const reader = createInterface({ input: stdin, output, terminal: true, historySize: 0, escapeCodeTimeout: 50 });
  let answer: string | null = null;
  const leave = () => reader.close();
  signal?.addEventListener('abort', leave, { once: true });
  return new Promise<string | null>((resolve) => {
    reader.on('line', (line) => {
      answer = line;
      reader.close();
    });
    reader.on('SIGINT', interrupt);
    reader.on('close', () => {
      signal?.removeEventListener('abort', leave);
      // What follows begins on a line of its own.
      if (answer === null) output.write('\n');
      resolve(answer);
    });
    reader.setPrompt(prompt);
    reader.prompt();
    if (signal?.aborted) reader.close();
  });
}

function interruptSelf(): void {
  process.kill(process.pid, 'SIGINT');
}

async function askInPipe({ stdin, output, prompt, signal }: LineRequest): Promise<string | null> {
  const input = createLineInput(stdin);
  const leave = () => {
    // What follows begins on a line of its own.
    output.write('\n');
    input.close();
  };
  signal?.addEventListener('abort', leave, { once: true });
  try {
    output.write(prompt);
    return await input.read();
  } finally {
    signal?.removeEventListener('abort', leave);
    input.close();
  }
}
