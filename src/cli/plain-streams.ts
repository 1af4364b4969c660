import { inPlainCharacters } from '../core/plain/plain-characters.ts';

interface Stream {
  readonly isTTY?: boolean | undefined;
  write: NodeJS.WriteStream['write'];
}

/** From now on, the terminal gets only ASCII. A pipe or a file gets its text unchanged. */
export function makePlain(stream: Stream): void {
  if (!stream.isTTY) return;
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = ((chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? inPlainCharacters(chunk) : chunk, ...rest)) as Stream['write'];
}
