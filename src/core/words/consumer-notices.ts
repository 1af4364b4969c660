import type { Consumer } from '../model/consumer.ts';
import type { LeftBehind } from '../model/left-behind.ts';
import type { Rotation } from '../model/rotation.ts';
import { deliveredBy } from '../model/rotation-deliveries.ts';
import { longestProblem } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { consumerWord, plainText } from '../plain/text.ts';
import { consumerLabel } from './consumers.ts';
import { leftBehindProblem } from './left-behind.ts';
import { appLabel, type NoticeText, placeOf } from './notices.ts';

export function consumerFailingWords(
  app: Pick<WatchedApp, 'org' | 'app' | 'label'>,
  consumer: Consumer,
  problem: string,
): NoticeText {
  const who = consumerWord(plainText(consumer.name, 80));
  return {
    title: `keyturn can't deliver new credentials of ${appLabel(app)} to ${plainText(consumer.name, 60)}`,
    text: `${consumerLabel(consumer)}: ${plainText(problem, longestProblem)}. keyturn changed nothing there. The next rotation stops until this is fixed.`,
    actions: [
      `Fix it, then test it: \`keyturn consumer test ${placeOf(app)} ${who}\`.`,
      `Or choose a different target: \`keyturn consumer edit ${placeOf(app)} ${who} --deliver <target>\`.`,
      `Or remove the consumer: \`keyturn consumer remove ${placeOf(app)} ${who}\`.`,
    ],
  };
}

/** A run left a consumer without the current credentials. @param newest the newest run, which only stages if it is open */
export function consumerLeftWords(
  app: Pick<WatchedApp, 'org' | 'app' | 'label'>,
  consumer: Consumer,
  left: Pick<LeftBehind, 'status' | 'problem'>,
  newest: Pick<Rotation, 'finishedAt'> | null,
): NoticeText {
  const place = placeOf(app);
  const cure =
    newest?.finishedAt === null
      ? `The staged credentials reach it with \`keyturn rotate ${place}\`.`
      : `Deliver the current credentials: \`keyturn resume ${place}\`.`;
  return {
    title: `${plainText(consumer.name, 60)} may not have the current credentials of ${appLabel(app)}`,
    text: `${consumerLabel(consumer)}: ${plainText(leftBehindProblem(left), longestProblem)}. It gets no access without them.`,
    actions: [
      cure,
      `Or remove a consumer that no longer exists: \`keyturn consumer remove ${place} ${consumerWord(plainText(consumer.name, 80))}\`.`,
    ],
  };
}

/** A file has other credentials than the current ones, or was emptied, deleted, or replaced by an older copy after a delivery. */
export function consumerLostWords(
  app: Pick<WatchedApp, 'org' | 'app' | 'label'>,
  consumer: Consumer,
  problem: string,
  /** The unfinished run, which continues before `resume` could deliver again. */
  open: Rotation | null,
): NoticeText {
  const who = consumerWord(plainText(consumer.name, 80));
  const place = placeOf(app);
  return {
    title: `${plainText(consumer.name, 60)} may have lost the credentials of ${appLabel(app)}`,
    text: `${consumerLabel(consumer)}: ${plainText(problem, longestProblem)}. A program that reads it may get no access.`,
    actions: [
      open && !deliveredBy(open, consumer.target)
        ? `\`keyturn reveal ${place}\` shows them. Put them back, then check: \`keyturn check ${place}\`.`
        : `Deliver them again: \`keyturn resume ${place}\`.`,
      `Or remove a consumer that no longer exists: \`keyturn consumer remove ${placeOf(app)} ${who}\`.`,
    ],
  };
}
