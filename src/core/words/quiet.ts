import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';
import { isoDay, isoInstant } from '../plain/time.ts';

/** Which reminders of an app aren't sent now, and the command that ends that. Empty if all are sent. */
export function quietWords({ app, attention, consumerKey }: QuietApp, now: number): readonly string[] {
  const { snoozedUntil, acknowledged } = attention;
  const isPaused = snoozedUntil !== null && snoozedUntil > now;
  const isTaken = acknowledged?.consumerKey === consumerKey;
  return [
    ...(isPaused
      ? [
          `Reminders are paused until ${isoInstant(snoozedUntil).slice(0, 16)}Z. To end that: \`keyturn snooze ${app} 0\`.`,
        ]
      : []),
    ...(isTaken
      ? [
          `Acknowledged by ${plainText(acknowledged.by, 80)} on ${isoDay(acknowledged.at)}: no age reminders until the next rotation. To end that: \`keyturn ack ${app} --undo\`.`,
        ]
      : []),
  ];
}

type QuietApp = Pick<WatchedApp, 'app' | 'attention' | 'consumerKey'>;

/** Results of `snooze 0` and `ack --undo`. */
export const loudWords = {
  unpaused: (app: string) => `Reminders for ${app} are sent again.`,
  unacknowledged: (app: string) => `Age reminders for ${app} are sent again.`,
} as const;
