import { Secret } from '../core/model/secret.ts';
import { reason } from '../core/reasons/errors.ts';
import type { CommandContext } from './context.ts';
import { wrongCall } from './wrong-call.ts';

/** In bytes. An entry of the Windows keychain holds 2,560 bytes, and keyturn adds to the secret. */
const longest = 2_000;

/**
 * Reads a secret from a hidden prompt, or one line from standard input. Never from an argument, because other programs see those.
 * @throws AnswerMissing, UsageInvalid, Interrupted
 */
export async function readSecret(context: CommandContext, name: string): Promise<Secret> {
  const { streams, canAsk } = context;
  if (canAsk) return typed(context, name);
  if (streams.stdin.isTTY) {
    throw reason('AnswerMissing', { question: `the secret ${name}`, flag: 'one line on standard input' });
  }
  const line = (await firstBytes(streams.stdin)).replace(/\r?\n$/, '');
  const problem = problemOf(line);
  if (problem !== null) throw wrongCall('secret', `Standard input: ${problem}`);
  return new Secret(line);
}

async function typed({ streams }: CommandContext, name: string): Promise<Secret> {
  const { askPassphrase } = await import('../ui/ask-passphrase.ts');
  const { stdin, stderr } = streams;
  const prompt = `Secret ${name} (not shown)`;
  const secret = await askPassphrase({ stdin, output: stderr, prompt, isNew: false, check: problemOf });
  if (!secret) throw reason('Interrupted', { doing: 'asking for the secret', command: `secret set ${name}` });
  return secret;
}

function problemOf(text: string): string | null {
  if (text.trim() === '') return 'it has no secret';
  if (/[\r\n]/.test(text)) return 'a secret must be one line';
  return Buffer.byteLength(text) > longest ? `a secret can have at most ${longest} bytes` : null;
}

async function firstBytes(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes > 2 * longest) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
