import { jsonDocument } from '../core/plain/json.ts';
import { outsideError } from '../core/plain/outside-text.ts';
import { isKeyturnError, type KeyturnError, reason } from '../core/reasons/errors.ts';
import { rowsOn, surfaceOf, type TextLine } from '../ui/paint.ts';
import { createPassingLine } from './passing-line.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Where a command writes. With `--json`, stdout gets exactly one document and stderr gets the rest. */
export interface Output<Result = unknown> {
  readonly isJson: boolean;
  /** One line for a person; on stderr with `--json`. */
  line(text?: TextLine): void;
  /** Progress and warnings: always on stderr. */
  note(text: TextLine): void;
  warn(text: string): void;
  /** A line on stderr that the next one replaces; null removes it. Only a terminal shows it. */
  passing(text: string | null): void;
  /** Ends a successful command. `text` is for people, `result` goes into the document. */
  succeed(result: Result, text: readonly TextLine[]): void;
}

/** Adapts the commands in a text to this call, for example adds `--practice`. */
export type Wording = (text: string) => string;

const asWritten: Wording = (text) => text;

interface Manner {
  readonly isJson: boolean;
  readonly wording?: Wording | undefined;
  /** Decides about color. Default: nothing is set. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Without lines that replace each other, for a screen reader. */
  readonly isPlain?: boolean;
  /** Notices from the composition. A document lists them among its warnings. */
  readonly notices?: () => readonly string[];
}

/** Columns of a terminal; null if the stream is a pipe or a file, which gets its lines unbroken. */
export function columnsOf(stream: NodeJS.WriteStream): number | null {
  return stream.isTTY && stream.columns > 0 ? stream.columns : null;
}

/** Writes lines for people, as the stream shows them. */
function writerOf({ wording = asWritten, env = {} }: Pick<Manner, 'wording' | 'env'>) {
  return (stream: NodeJS.WriteStream, line: TextLine) => {
    const worded =
      typeof line === 'string' ? wording(line) : line.map((span) => ({ ...span, text: wording(span.text) }));
    stream.write(`${rowsOn(surfaceOf(stream, env), worded).join('\n')}\n`);
  };
}

export function createOutput(
  streams: Streams,
  { isJson, isPlain = false, wording = asWritten, env, notices = () => [] }: Manner,
): Output {
  const write = writerOf({ wording, env });
  const warned: string[] = [];
  const passing = createPassingLine(streams.stderr, isPlain);
  const toErr = (text: TextLine) => {
    passing.clear();
    write(streams.stderr, text);
  };
  return {
    isJson,
    line: (text = '') => {
      passing.clear();
      if (isJson) toErr(text);
      else write(streams.stdout, text);
    },
    note: toErr,
    passing: (text) => (text === null ? passing.clear() : passing.show(text)),
    warn: (text) => {
      warned.push(wording(text));
      if (!isJson) toErr(`▲ ${text}`);
    },
    succeed: (result, text) => {
      const warnings = [...warned, ...notices().map(wording)];
      passing.clear();
      if (isJson) streams.stdout.write(documentOf(reworded(result, wording), warnings));
      else for (const one of text) write(streams.stdout, one);
    },
  };
}

/** The document of a command that worked, as it is printed. */
export function documentOf(result: unknown, warnings: readonly string[] = []): string {
  return `${jsonDocument({ status: 0, result, warnings })}\n`;
}

/** Prints an error. @returns the exit code */
export function fail(
  error: unknown,
  streams: Streams,
  { isJson, wording = asWritten, env, notices = () => [] }: Manner,
): number {
  const known = isKeyturnError(error) ? error : reason('Defect', { problem: outsideError(error) }, { cause: error });
  if (isJson) {
    const { exitCode: status, code: name } = known;
    const [message, safe] = [wording(known.message), wording(known.safe)];
    const actions = known.actions.map(wording);
    const warnings = notices().map(wording);
    streams.stdout.write(`${jsonDocument({ status, name, message, safe, actions, warnings })}\n`);
  } else {
    const write = writerOf({ wording, env });
    for (const line of errorText(known)) write(streams.stderr, line);
  }
  return known.exitCode;
}

const sentenceFields: ReadonlySet<string> = new Set([
  ...['nextStep', 'nextSteps', 'cure', 'attention', 'message'],
  // Of a plan.
  ...['lines', 'unknown'],
]);

/** Adapts only the fields of a document that hold sentences for people. A document can be large, so the rest isn't copied. */
function reworded(value: unknown, wording: Wording, isForPeople = false): unknown {
  if (typeof value === 'string') return isForPeople ? wording(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const isCopied = isForPeople || value.some((item) => typeof item === 'object');
    return isCopied ? value.map((item) => reworded(item, wording, isForPeople)) : value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fields = Object.entries(value).map(([field, of]) => [field, reworded(of, wording, sentenceFields.has(field))]);
  return Object.fromEntries(fields);
}

/** What happened, whether integrations are safe, what to do. */
function errorText({ message, code, safe, actions }: KeyturnError): readonly string[] {
  return [`✖ ${message}  ${code}`, `  ${safe}`, ...actions.map((action) => `  • ${action}`)];
}
