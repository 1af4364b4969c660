import type { EmergencyRequest } from '../../core/emergency/emergency-request.ts';
import { beginLanes, type Lane, type LaneEnd, runLanes, type TellLane } from '../../core/emergency/respond.ts';
import type { Confirmed } from '../../core/operate/consent.ts';
import type { LaneNews } from '../../ui/emergency/emergency-screen.ts';
import type { Operating } from '../operating.ts';

/** What a way of asking and showing gets to work with. */
export interface Conversation {
  readonly lanes: readonly Lane[];
  /** Apps whose leaked pair was replaced just before; they are left alone. */
  readonly leftAlone: readonly Lane[];
  readonly confirmed: Confirmed;
  readonly isDrill: boolean;
  readonly now: () => number;
  /** Does it, once it is confirmed. `signal` leaves after the step under way. */
  readonly run: (
    confirmedAt: number,
    tell: (lane: string, news: LaneNews) => void,
    signal?: AbortSignal,
  ) => Promise<readonly LaneEnd[]>;
}

/** Plans them all. Who hears what is done, and who may stop it, is known only when they are asked. */
export async function beginConversation(
  { ports, portsFor }: Pick<Operating, 'ports' | 'portsFor'>,
  requests: readonly EmergencyRequest[],
): Promise<Omit<Conversation, 'confirmed' | 'isDrill'>> {
  let tell: TellLane = () => undefined;
  const stopping = new AbortController();
  const planned = await beginLanes(requests, (watched, key) => {
    const own = portsFor(watched);
    return { ...own, tell: (news) => tell(key, news), signal: AbortSignal.any([own.signal, stopping.signal]) };
  });
  const isLeftAlone = ({ error }: Lane) => error?.code === 'JustReplaced';
  const lanes = planned.filter((lane) => !isLeftAlone(lane));
  return {
    lanes,
    leftAlone: planned.filter(isLeftAlone),
    now: () => ports.clock.now(),
    run: (confirmedAt, teller, signal) => {
      tell = teller;
      signal?.addEventListener('abort', () => stopping.abort(), { once: true });
      return runLanes(lanes, ports, {
        confirmedAt,
        ended: (outcome) => teller(outcome.key, { kind: 'ended', outcome }),
      });
    },
  };
}
