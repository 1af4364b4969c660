import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Surroundings } from '../../../src/cli/context.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { type PastedCommand, shellWords } from './commands.ts';
import type { Printed, Situation } from './in-process.ts';

/** What a person writes in place of a placeholder. */
const placeholders: readonly (readonly [RegExp, string])[] = [
  [/<YYYY-MM-DD>|<date>/g, '2026-11-01'],
  [/"<consumer name>"/g, '"Bob"'],
  [/file:<path>/g, 'file:FOLDER/new.env'],
  [/<target>/g, 'manual:Vault'],
  [/<app>/g, 'ERP_Bridge'],
  [/<name>/g, 'Nightly'],
  [/<dir>/g, 'FOLDER/kit'],
  // A folder that the command makes where the person is.
  [/--permission-set operator\b/g, '--permission-set FOLDER/kit'],
  [/<(?:path|file)>/g, 'FOLDER/file'],
];

/** The arguments of a printed command, without `keyturn`. */
export function argumentsOf({ command }: PastedCommand, { folder }: Pick<Situation, 'folder'>): readonly string[] {
  const filled = placeholders.reduce((text, [pattern, value]) => text.replace(pattern, value), command);
  return shellWords(filled.replaceAll('FOLDER', folder)).slice(1);
}

/** They ask questions, install something or run until they are stopped, so a test only reads their command line. */
const talks =
  /^(?:(?:-\S+ ?)*$|setup\b|practice\b(?! act)|daemon(?!.*--once)\b|doctor --repair|practice act \S+ --username <username>)/;

/** The answers that a person gives when keyturn asks on a terminal. */
function answers(args: readonly string[], folder: string): readonly string[] {
  const [name] = args;
  if (name === 'reveal' && args.includes('--for')) return ['--to-file', join(folder, 'sealed.age')];
  if (name === 'reveal' && !args.includes('--to-file')) return ['--unsafe-stdout'];
  const asks = ['stage', 'rotate', 'retire', 'discard', 'emergency'].includes(name ?? '');
  const app = args.find((word, index) => index > 0 && !word.startsWith('-'));
  if (name === 'emergency' && !args.includes('--confirm') && app) return ['--confirm', app.replace(/^.*\//, '')];
  if (['retire', 'discard'].includes(name ?? '') && !args.includes('--confirm') && app)
    return ['--confirm', app.replace(/^.*\//, '')];
  return asks && !args.includes('--yes') ? ['--yes'] : [];
}

/** Runs a printed command in a copy of its situation, as a person at a terminal does who answers yes. */
export async function paste(pasted: PastedCommand, situation: Situation): Promise<Printed> {
  const args = argumentsOf(pasted, situation);
  if (talks.test(args.join(' '))) return { code: await readOnly(args), text: '' };
  return situation.run([...args, ...answers(args, situation.folder)]);
}

/** Reads a command line without doing anything. */
async function readOnly(args: readonly string[]): Promise<number> {
  const stdout = new PassThrough();
  const surroundings = {
    version: '0',
    streams: { stdin: stdout, stdout, stderr: stdout },
    env: {},
  } as unknown as Surroundings;
  try {
    await createProgram(surroundings, async () => undefined).parseAsync([...args], { from: 'user' });
    return 0;
  } catch {
    return 2;
  }
}

/** The reason code with which a command stopped; null if it didn't. */
export function stopOf({ code, text }: Printed): string | null {
  if (code === 0 || code === 4) return null;
  return /^✖ .* {2}(\w+)$/m.exec(text)?.[1] ?? /"name": "(\w+)"/.exec(text)?.[1] ?? `exit ${code}`;
}
