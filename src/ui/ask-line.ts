import type { TerminalInput, TerminalOutput } from './kit/streams.ts';
import { createLineInput } from './linear/line-input.ts';

/** Asks on one line. Null if there is nobody to answer, or after `signal`. */
export async function askLine(request: {
  readonly stdin: TerminalInput;
  readonly output: TerminalOutput;
  readonly prompt: string;
  readonly signal?: AbortSignal;
}): Promise<string | null> {
  const input = createLineInput(request.stdin, () => true);
  const leave = () => {
    // What follows begins on a line of its own.
    request.output.write('\n');
    input.close();
  };
  request.signal?.addEventListener('abort', leave, { once: true });
  try {
    request.output.write(request.prompt);
    return await input.read();
  } finally {
    request.signal?.removeEventListener('abort', leave);
    input.close();
  }
}
