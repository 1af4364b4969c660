import type { ComposeRequest, Composition } from '../compose.ts';
import type { Output, Streams } from './output.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program run has around it. */
export interface Surroundings {
  readonly version: string;
  readonly streams: Streams;
  readonly env: Environment;
}

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly targetOrg?: string;
  readonly practice?: boolean;
  readonly json?: boolean;
  readonly prompt: boolean;
  readonly yes?: boolean;
  readonly consumer?: string;
  readonly screenReader?: boolean;
  readonly apiVersion?: string;
  readonly store?: string;
}

/** What a command gets to work with. */
export interface CommandContext extends Surroundings {
  readonly flags: GlobalFlags;
  readonly output: Output;
  /** Whether somebody can be asked: a terminal on both ends, and neither `--no-prompt` nor `--json`. */
  readonly canAsk: boolean;
  compose(extra?: Partial<ComposeRequest>): Promise<Composition>;
}

export type Action = (
  context: CommandContext,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
) => Promise<number | undefined>;
