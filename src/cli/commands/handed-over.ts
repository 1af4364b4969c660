import { findWatched } from '../../core/model/find-watched.ts';
import { isHandedOver, type Rotation, unconfirmed } from '../../core/model/rotation.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { confirmHandOver } from '../../core/operate/hand-over.ts';
import { plainText } from '../../core/plain/text.ts';
import type { Action } from '../context.ts';
import { isoOrNull } from '../output.ts';

/** `keyturn handed-over <app> <consumer name>`: a person says that a consumer has the new pair. Asks no org. */
export const handedOver: Action = async (context, [name = '', consumer = '']) => {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const watched = findWatched(await state.apps.list(), name, context.flags.consumer);
  const rotation = await confirmHandOver({ state, clock }, watched, consumer);
  const { next, lines } = handOverSummary(watched, consumer, rotation);
  context.output.succeed(
    {
      org: watched.org,
      app: watched.app,
      deliveries: rotation.deliveries.map(({ target, status, at }) => ({ target, status, at: isoOrNull(at) })),
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
