import { Secret } from '../core/model/secret.ts';
import type { TerminalInput, TerminalOutput } from './kit/streams.ts';
import { passphraseWords, refusalText } from './kit/words.ts';
import { createLineInput, escapeKey } from './linear/line-input.ts';

export interface PassphraseRequest {
  readonly stdin: TerminalInput;
  /** Where the prompt goes: stderr if stdout carries a document. */
  readonly output: TerminalOutput;
  /** Without a colon: `Passphrase of the secret store`. */
  readonly prompt: string;
  /** True for a new passphrase, which must be typed twice. */
  readonly isNew: boolean;
  /** The passphrase if nothing is typed. Without one, an empty line cancels. */
  readonly madeUp?: Secret | null;
  /** Why the passphrase is refused, or null. */
  readonly check: (text: string) => string | null;
}

/** Asks on one line, without echo. Null if the person cancels (ctrl+c, ctrl+d, Esc, an empty line). */
export async function askPassphrase(request: PassphraseRequest): Promise<Secret | null> {
  const input = createLineInput({ stdin: request.stdin });
  try {
    return await input.hidden(async (read) => {
      for (;;) {
        const answer = await askOnce(request, read);
        if (typeof answer !== 'string') return answer;
        request.output.write(`${refusalText(answer)}\n`);
      }
    });
  } finally {
    input.close();
  }
}

type ReadLine = () => Promise<string | null>;

/** The passphrase, null if the person cancels, or the reason to ask again. */
async function askOnce(request: PassphraseRequest, read: ReadLine): Promise<Secret | null | string> {
  const { prompt, isNew, check } = request;
  const text = await prompted(request, read, prompt);
  if (text === '' && request.madeUp) return request.madeUp;
  if (!text || text === escapeKey) return null;
  const problem = check(text);
  if (problem !== null || !isNew) return problem ?? new Secret(text);
  const again = await prompted(request, read, `${prompt}, again`);
  if (again === null || again === escapeKey) return null;
  return again === text ? new Secret(text) : passphraseWords.mismatch;
}

async function prompted({ output }: PassphraseRequest, read: ReadLine, prompt: string): Promise<string | null> {
  output.write(`${prompt}: `);
  const text = await read();
  output.write('\n');
  return text;
}
