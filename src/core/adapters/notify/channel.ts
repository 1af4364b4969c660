import type { Message } from '../../model/notice.ts';
import type { Secret } from '../../model/secret.ts';
import { channelProblems } from '../../words/channels.ts';
import type { NamedVariables } from '../child-environment.ts';
import type { Network } from '../network.ts';

/** Sends once. Resolves with the problem in words, or null. `notifiers.ts` finds words for what it throws. */
export type Send = (message: Message, signal?: AbortSignal) => Promise<string | null>;

/** What channels need. */
export interface ChannelTools {
  /** From the secret store. Null if it has no secret of that name. */
  secretOf(name: string): Promise<Secret | null>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The variables that the settings name for programs. */
  readonly named?: NamedVariables;
  /** Where a log channel without a file writes, one line at a time. */
  writeLine(line: string): void;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** The way to web addresses. Default: open. */
  readonly network?: Network;
  readonly platform?: NodeJS.Platform;
  /** How long a mail server may say nothing until keyturn looks whether it expects TLS. In ms. */
  readonly silenceMs?: number;
  /** How long sending one message may take. */
  readonly deadlineMs?: number;
  /** Real time in epoch ms. Receivers compare it with their own clock. */
  now(): number;
}

/** A problem whose message may be shown. */
export class ChannelProblem extends Error {
  override readonly name = 'ChannelProblem';
}

/** @throws ChannelProblem with the fix if the store has no such secret */
export async function neededSecret(tools: ChannelTools, name: string): Promise<string> {
  const secret = await tools.secretOf(name);
  if (secret === null) throw new ChannelProblem(channelProblems.secretMissing(name));
  return secret.reveal();
}
