import type { Composition } from '../compose.ts';
import type { Target } from '../core/model/target.ts';

type Channels = Awaited<ReturnType<Composition['settings']>>['channels'];

/** What channels run and write on this computer, as targets: a service has to let both through. */
export function channelTargets(channels: Channels): readonly Target[] {
  return channels.flatMap((channel): readonly Target[] => {
    if (channel.type === 'command') return [{ kind: 'exec', name: channel.program }];
    return channel.type === 'log' && channel.file !== undefined ? [{ kind: 'file', name: channel.file }] : [];
  });
}
