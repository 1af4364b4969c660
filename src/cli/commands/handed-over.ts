import { isHandedOver, type Rotation, unconfirmed } from '../../core/model/rotation.ts';
import { targetText } from '../../core/model/target.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { confirmHandOver } from '../../core/operate/hand-over.ts';
import { plainText } from '../../core/plain/text.ts';
import type { Run } from '../commands.ts';
import { openApp } from '../open-app.ts';
import { isoOrNull } from '../output.ts';

/** `keyturn handed-over <app> <consumer name>`: a person says that a consumer has the new pair. Asks no org. */
export const handedOver: Run<'handed-over'> = async (context, { app, consumerName: consumer }) => {
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
        at: isoOrNull(at),
      })),
      nextStep: next,
    },
    lines,
  );
  return 0;
};

/** What was said, and what comes next. */
export function handOverSummary({ app, label }: WatchedApp, consumer: string, rotation: Rotation) {
  const waiting = unconfirmed(rotation);
  const next = isHandedOver(rotation)
    ? `Everybody has the new pair: \`keyturn resume ${app}\` goes on.`
    : waiting.length > 0
      ? `Still to be told: ${waiting.map((one) => plainText(one)).join(', ')}.`
      : `\`keyturn resume ${app}\` tries again what failed.`;
  return { next, lines: [`✔ ${plainText(consumer)} has the new pair of ${plainText(label || app)}.`, `  ${next}`] };
}
