import { isKeyturnError, type KeyturnError, reason } from '../core/errors.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Where a command's words go: with `--json` stdout holds exactly one document, everything else is on stderr. */
export interface Output {
  readonly isJson: boolean;
  /** One line for a person; on stderr with `--json`. */
  line(text?: string): void;
  /** Progress and warnings: always on stderr. */
  note(text: string): void;
  warn(text: string): void;
  /** The end of a command that worked. `text` is for people; the document is made from `result`. */
  succeed(result: unknown, text: readonly string[]): void;
}

export function createOutput(streams: Streams, isJson: boolean): Output {
  const warnings: string[] = [];
  const toErr = (text: string) => void streams.stderr.write(`${text}\n`);
  return {
    isJson,
    line: (text = '') => (isJson ? toErr(text) : void streams.stdout.write(`${text}\n`)),
    note: toErr,
    warn: (text) => {
      warnings.push(text);
      if (!isJson) toErr(`▲ ${text}`);
    },
    succeed: (result, text) => {
      if (isJson) streams.stdout.write(`${JSON.stringify({ status: 0, result, warnings }, null, 2)}\n`);
      else for (const one of text) streams.stdout.write(`${one}\n`);
    },
  };
}

/** Tells what went wrong and returns the exit code. */
export function fail(error: unknown, streams: Streams, isJson: boolean): number {
  const known = isKeyturnError(error) ? error : reason('Defect', { problem: sentenceOf(error) }, { cause: error });
  if (isJson) {
    const { exitCode: status, code: name, message, safe, actions } = known;
    streams.stdout.write(`${JSON.stringify({ status, name, message, safe, actions, warnings: [] }, null, 2)}\n`);
  } else {
    streams.stderr.write(`${errorLines(known).join('\n')}\n`);
  }
  return known.exitCode;
}

/** What happened, whether the integration is safe, what to do: the form of every error. */
export function errorLines({ message, code, safe, actions }: KeyturnError): readonly string[] {
  return [`✖ ${message}  ${code}`, `  ${safe}`, ...actions.map((action) => `  • ${action}`)];
}

/** Of an unknown error the first line alone: the rest is for developers and may name anything. */
function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 200);
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at);
}
