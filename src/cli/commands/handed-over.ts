import { targetText } from '../../core/model/target.ts';
import { confirmHandOver } from '../../core/operate/hand-over.ts';
import { isoInstantOrNull } from '../../core/plain/time.ts';
import type { RunCommand } from '../commands.ts';
import { handOverSummary } from '../hand-over-summary.ts';
import { openApp } from '../open-app.ts';

/** `keyturn handed-over <app> <consumer name>`: a person says that a consumer has the new pair. Asks no org. */
export const handedOver: RunCommand<'handed-over'> = async (context, { app, consumerName: consumer }) => {
  const { state, clock, watched } = await openApp(context, app);
  const rotation = await confirmHandOver({ state, clock }, watched, consumer);
  const { next, lines } = handOverSummary(watched, consumer, rotation);
  context.output.succeed(
    {
      org: watched.org,
      app: watched.app,
      deliveries: rotation.deliveries.map(({ target, status, at }) => ({
        target: targetText(target),
        status,
        at: isoInstantOrNull(at),
      })),
      nextStep: next,
    },
    lines,
  );
  return 0;
};
