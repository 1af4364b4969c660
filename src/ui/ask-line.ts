import type { TerminalInput, TerminalOutput } from './kit/streams.ts';
import { createLineInput } from './linear/line-input.ts';

/** Asks on one line. Null if there is nobody to answer. */
export async function askLine(request: {
  readonly stdin: TerminalInput;
  readonly output: TerminalOutput;
  readonly prompt: string;
}): Promise<string | null> {
  const input = createLineInput(request.stdin, () => true);
  try {
    request.output.write(request.prompt);
    return await input.read();
  } finally {
    input.close();
  }
}
