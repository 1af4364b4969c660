import type { ComposeRequest, Composition } from '../compose.ts';
import { flag, type ValuesOf } from './inputs.ts';
import type { Output, Streams } from './output.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a program run has around it. */
export interface Surroundings {
  readonly version: string;
  readonly streams: Streams;
  readonly env: Environment;
}

/** What a screen gets of it. */
export function terminalOf({ env, streams: { stdin, stdout } }: Surroundings) {
  return { env, stdin, stdout, signals: process };
}

export const globalFlags = {
  targetOrg: {
    ...flag.text('<username or alias>', 'the org; default: the target-org of the Salesforce CLI'),
    short: 'o',
  },
  practice: flag.on('use the practice org, simulated on this computer'),
  json: flag.on('one JSON document on stdout'),
  noPrompt: flag.off('never ask'),
  yes: flag.on('agree to the plan'),
  consumer: flag.text('<id>', 'which consumer, where an app has several'),
  screenReader: flag.on('linear text, typed numbers, no redraws'),
  apiVersion: flag.text('<version>', 'default: the highest that the org lists'),
  store: flag.choice('<store>', 'where secrets are kept', ['keychain', 'file']),
};

/** Flags that every command takes. */
export type GlobalFlags = Partial<ValuesOf<typeof globalFlags>>;

/** What a command gets to work with. */
export interface CommandContext extends Surroundings {
  readonly flags: GlobalFlags;
  readonly output: Output;
  /** Whether somebody can be asked: a terminal on both ends, and neither `--no-prompt` nor `--json`. */
  readonly canAsk: boolean;
  compose(extra?: Partial<ComposeRequest>): Promise<Composition>;
}
