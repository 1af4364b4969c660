import type { EmergencyRequest } from '../../core/emergency/emergency-request.ts';
import { beginLanes, type Lane, type LaneEnd, runLanes, type TellLane } from '../../core/emergency/respond.ts';
import type { Confirmed } from '../../core/operate/consent.ts';
import type { LaneNews } from '../../ui/emergency/emergency-screen.ts';
import type { Operating } from '../operating.ts';

/** Everything a screen or plain lines need to ask and to show progress. */
export interface Conversation {
  readonly lanes: readonly Lane[];
  /** Apps whose leaked credentials were replaced a moment ago. Nothing is done to them. */
  readonly leftAlone: readonly Lane[];
  readonly confirmed: Confirmed;
  readonly isDrill: boolean;
  readonly now: () => number;
  /** Runs the emergency after the confirmation. `signal` stops it after the current step. */
  readonly run: (
    confirmedAt: number,
    tell: (lane: string, news: LaneNews) => void,
    signal?: AbortSignal,
  ) => Promise<readonly LaneEnd[]>;
}

/** Plans all apps. The news of that go where those of other commands go. `run` sets who gets the rest and who may stop it. */
export async function beginConversation(
  { ports, portsFor }: Pick<Operating, 'ports' | 'portsFor'>,
  requests: readonly EmergencyRequest[],
): Promise<Omit<Conversation, 'confirmed' | 'isDrill'>> {
  let tell: TellLane = (_key, news) => ports.tell(news);
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

/** Whether the plan of an app says that its credentials can't be replaced now. */
export function onlyBlocks({ response }: Lane): boolean {
  return response !== null && response.plan.obstacles.length > 0;
}
