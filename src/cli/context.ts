import type { ComposeRequest, Composition, Pace } from '../compose.ts';
import type { DebugLog } from '../core/adapters/debug-log.ts';
import type { Why } from '../core/model/why.ts';
import { flag, type ValuesOf } from './inputs.ts';
import type { Interruption } from './interruption.ts';
import type { Output, Streams, Wording } from './output.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What one run of the program gets from outside. */
export interface Surroundings {
  readonly version: string;
  readonly streams: Streams;
  readonly env: Environment;
  /** How a person types this program; `keyturn` if missing. */
  readonly program?: string | undefined;
  /** This computer's if missing. */
  readonly pace?: Pace | undefined;
  /** What gets Ctrl-C and ends; this process if missing. */
  readonly process?: NodeJS.Process | undefined;
  /** The same in any folder, for notices, reports and cards. */
  readonly programAnywhere?: string | undefined;
  /** Called when the process is asked to stop. */
  readonly interrupted?: (() => void) | undefined;
}

/** The part that a screen needs. From here on, the screen handles Ctrl-C. */
export function terminalOf({ env, interruption, wording, debug, streams: { stdin, stdout } }: CommandContext) {
  debug?.toFile();
  return { env, wording, stdin, stdout, stopping: interruption.screen() };
}

export const globalFlags = {
  targetOrg: {
    ...flag.text('<username or alias>', 'Org to use (default: target-org of the Salesforce CLI)'),
    short: 'o',
  },
  practice: flag.on('Use the practice org, simulated on this computer'),
  json: flag.on('Print one JSON document to stdout'),
  noPrompt: flag.off('Never prompt'),
  yes: flag.on('Agree to the plan'),
  oauthConsumer: flag.text('<id>', 'OAuth consumer to use, if the app has several (also: --consumer)'),
  consumer: { ...flag.text('<id>', 'The same as --oauth-consumer'), isHidden: true },
  screenReader: flag.on('Plain lines and numbered choices for screen readers'),
  apiVersion: flag.text('<version>', 'Salesforce API version (default: the highest the org lists)'),
  store: flag.choice('<store>', 'Where to keep secrets', ['keychain', 'file']),
  debug: flag.on('Also report requests, timings and decisions on stderr, without secrets'),
};

/** Flags that every command takes. */
export type GlobalFlags = Partial<ValuesOf<typeof globalFlags>>;

/** What a command works with. */
export interface CommandContext<Result = unknown> extends Surroundings {
  readonly flags: GlobalFlags;
  readonly output: Output<Result>;
  /** `--ticket` and `--reason`; null without both. */
  readonly why: Why | null;
  /** Whether keyturn can prompt: stdin and stdout are terminals, without `--no-prompt` and `--json`. */
  readonly canAsk: boolean;
  readonly interruption: Interruption;
  /** With `--debug`. */
  readonly debug?: DebugLog | null;
  /** Words the commands in a text as they must be typed. */
  readonly wording: Wording;
  /** The person chose the practice org in the setup: from now on, commands are worded for it. @returns undoes it */
  enterPractice(): () => void;
  compose(extra?: Partial<ComposeRequest>): Promise<Composition>;
}
