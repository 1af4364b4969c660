import type { Composition } from '../compose.ts';
import type { Target } from '../core/model/target.ts';

type Channels = Awaited<ReturnType<Composition['settings']>>['channels'];

/** The programs and files of channels, as targets. A service file must allow them. */
export function channelTargets(channels: Channels): readonly Target[] {
  return channels.flatMap((channel): readonly Target[] => {
    if (channel.type === 'command') return [{ kind: 'exec', name: channel.program }];
    return channel.type === 'log' && channel.file !== undefined ? [{ kind: 'file', name: channel.file }] : [];
  });
}
