import { confirmByCode, confirmHandOver } from '../../core/operate/hand-over.ts';
import { consumerProblems } from '../../core/words/consumers.ts';
import type { RunCommand } from '../commands.ts';
import { openApp } from '../open-app.ts';
import { deliveryDocument, handOverSummary } from '../rotation-document.ts';
import { wrongCall } from '../wrong-call.ts';

/**
 * `keyturn handed-over <app> [consumer name]`: a person confirms that a consumer has the new credentials, by its name or with
 * the code that its contact got. Asks no org.
 */
export const handedOver: RunCommand<'handed-over'> = async (context, { app, consumerName, code }) => {
  if (consumerName === undefined && code === undefined) throw wrongCall('handed-over', consumerProblems.notNamed);
  const { composition, state, clock, watched } = await openApp(context, app);
  const { contacts } = await composition.settings();
  const ports = { state, clock, contacts, deliveries: await composition.deliveries() };
  const { rotation, consumer } =
    code === undefined
      ? { rotation: await confirmHandOver(ports, watched, consumerName ?? ''), consumer: consumerName ?? '' }
      : await confirmByCode(ports, watched, { code, name: consumerName ?? null });
  const { next, lines } = handOverSummary(watched, consumer, rotation);
  context.output.succeed(
    {
      org: watched.org,
      app: watched.app,
      consumer,
      deliveries: rotation.deliveries.map(deliveryDocument),
      nextStep: next,
    },
    lines,
  );
  return 0;
};
