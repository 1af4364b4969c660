import type { CommandContext } from './context.ts';

/** Asks a person on a line below what is shown. */
export interface Asker {
  /** What was typed; empty if there is nobody to answer. @throws Interrupted */
  line(prompt: string): Promise<string>;
  /** @throws Interrupted */
  agrees(question: string): Promise<boolean>;
}

/** Ctrl-C ends the command from now on, also between two questions. */
export function createAsker({
  streams: { stdin, stderr: output },
  interruption,
}: Pick<CommandContext, 'streams' | 'interruption'>): Asker {
  const signal = interruption.take();
  const line = async (prompt: string) => {
    const { askLine } = await import('../ui/ask-line.ts');
    const typed = await askLine({ stdin, output, prompt, signal });
    signal.throwIfAborted();
    return typed ?? '';
  };
  return { line, agrees: async (question) => /^y(es)?$/i.test((await line(`${question} [y/N] `)).trim()) };
}
