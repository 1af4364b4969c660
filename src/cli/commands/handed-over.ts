import { confirmHandOver } from '../../core/operate/hand-over.ts';
import type { RunCommand } from '../commands.ts';
import { openApp } from '../open-app.ts';
import { deliveryDocument, handOverSummary } from '../rotation-document.ts';

/** `keyturn handed-over <app> <consumer name>`: a person confirms that a consumer has the new credentials. Asks no org. */
export const handedOver: RunCommand<'handed-over'> = async (context, { app, consumerName: consumer }) => {
  const { state, clock, watched } = await openApp(context, app);
  const rotation = await confirmHandOver({ state, clock }, watched, consumer);
  const { next, lines } = handOverSummary(watched, consumer, rotation);
  context.output.succeed(
    {
      org: watched.org,
      app: watched.app,
      deliveries: rotation.deliveries.map(deliveryDocument),
      nextStep: next,
    },
    lines,
  );
  return 0;
};
