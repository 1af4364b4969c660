import type { Composition } from '../compose.ts';

type Channels = Awaited<ReturnType<Composition['settings']>>['channels'];

/** What channels run and write on this computer, in the words of deliveries: a service has to let both through. */
export function channelTargets(channels: Channels): readonly string[] {
  return channels.flatMap((channel) => {
    if (channel.type === 'command') return [`exec:${channel.program}`];
    return channel.type === 'log' && channel.file !== null ? [`file:${channel.file}`] : [];
  });
}
