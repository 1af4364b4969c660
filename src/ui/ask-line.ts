import type { TerminalInput, TerminalOutput } from './kit/streams.ts';
import { createLineInput, escapeKey } from './linear/line-input.ts';

interface LineRequest {
  readonly stdin: TerminalInput;
  readonly output: TerminalOutput;
  readonly prompt: string;
  readonly signal?: AbortSignal;
  /** Called on Ctrl-C, which the terminal itself doesn't report here. */
  readonly interrupt?: () => void;
}

/** Asks on one line. Null if there is nobody to answer, or after `signal`. */
export async function askLine({
  stdin,
  output,
  prompt,
  signal,
  interrupt = interruptSelf,
}: LineRequest): Promise<string | null> {
  const input = createLineInput({ stdin, output, onInterrupt: interrupt });
  signal?.addEventListener('abort', input.close, { once: true });
  if (signal?.aborted) input.close();
  try {
    output.write(prompt);
    for (;;) {
      const line = await input.read();
      // What follows begins on a line of its own.
      if (line === null) output.write('\n');
      if (line !== escapeKey) return line;
    }
  } finally {
    signal?.removeEventListener('abort', input.close);
    input.close();
  }
}

function interruptSelf(): void {
  process.kill(process.pid, 'SIGINT');
}
