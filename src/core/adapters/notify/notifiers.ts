import type { Notifier } from '../../model/notice.ts';
import { outsideText } from '../../plain/outside-text.ts';
import { isKeyturnError } from '../../reasons/errors.ts';
import { channelProblems } from '../../words/channels.ts';
import type { ChannelSettings } from '../config-channels.ts';
import { systemClock } from '../system-clock.ts';
import { ChannelProblem, type ChannelTools, type Send } from './channel.ts';

const longestProblem = 400;

export type NotifiersInit = Omit<ChannelTools, 'now'> & Partial<Pick<ChannelTools, 'now'>>;

/** The channels in the settings, in order. A channel loads its libraries when it first sends. */
export function createNotifiers(channels: readonly ChannelSettings[], init: NotifiersInit): readonly Notifier[] {
  // Receivers compare the time of a signature with their own clock, so practice time doesn't apply.
  const tools: ChannelTools = { now: systemClock().now, ...init };
  return channels.map((channel) => {
    let opened: Promise<Send> | null = null;
    const sentBy: Send = async (message, signal) => {
      try {
        opened ??= open(channel, tools);
        return await (await opened)(message, signal);
      } catch (error) {
        return problemOf(error);
      }
    };
    return {
      name: channel.name,
      send: async (message, signal) => {
        const problem = signal?.aborted ? channelProblems.interrupted : await sentBy(message, signal);
        return problem === null ? null : outsideText(problem, longestProblem);
      },
    };
  });
}

async function open(channel: ChannelSettings, tools: ChannelTools): Promise<Send> {
  switch (channel.type) {
    case 'desktop':
      return (await import('./desktop.ts')).desktop(tools);
    case 'slack':
    case 'teams':
      return (await import('./webhook.ts')).chat(channel, tools);
    case 'webhook':
      return (await import('./webhook.ts')).webhook(channel, tools);
    case 'heartbeat':
      return (await import('./heartbeat.ts')).heartbeat(channel, tools);
    case 'mail':
      return (await import('./mail.ts')).mail(channel, tools);
    case 'command':
      return (await import('./command.ts')).command(channel, tools);
    case 'log':
      return (await import('./log.ts')).log(channel, tools);
  }
}

/** Only the kind of an unknown error: its message could contain anything, such as an address with a token. */
function problemOf(error: unknown): string {
  if (error instanceof ChannelProblem) return error.message;
  if (isKeyturnError(error)) return `${error.message} (${error.code})`;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return `${channelProblems.notSent} (${code ?? (error instanceof Error ? error.name : 'unknown')})`;
}
