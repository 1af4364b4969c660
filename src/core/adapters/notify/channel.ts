import type { Message } from '../../model/notice.ts';
import type { Secret } from '../../model/secret.ts';
import { channelProblems } from '../../words/channels.ts';

/** Sends once. Resolves with the problem in words, or null; may throw what `notifiers.ts` puts into words. */
export type Send = (message: Message, signal?: AbortSignal) => Promise<string | null>;

/** What channels work with. */
export interface ChannelTools {
  /** From the secret store; null when it holds none of that name. */
  secretOf(name: string): Promise<Secret | null>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a log channel without a file writes, a line at a time. */
  writeLine(line: string): void;
  /** Other than the global one. */
  readonly fetch?: typeof fetch;
  readonly platform?: NodeJS.Platform;
  /** How long one sending may take. */
  readonly deadlineMs?: number;
  /** Epoch ms of the real time, which a receiver compares with its own. */
  now(): number;
}

/** A problem whose sentence is fit to be told. */
export class ChannelProblem extends Error {
  override readonly name = 'ChannelProblem';
}

/** @throws ChannelProblem with the remedy when the store holds none */
export async function neededSecret(tools: ChannelTools, name: string): Promise<string> {
  const secret = await tools.secretOf(name);
  if (secret === null) throw new ChannelProblem(channelProblems.secretMissing(name));
  return secret.reveal();
}
