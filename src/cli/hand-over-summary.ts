import { isHandedOver, type Rotation, unconfirmed } from '../core/model/rotation.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { plainText } from '../core/plain/text.ts';

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
