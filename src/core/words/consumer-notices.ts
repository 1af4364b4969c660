import type { Consumer } from '../model/consumer.ts';
import { longestProblem } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { consumerWord, plainText } from '../plain/text.ts';
import { consumerLabel } from './consumers.ts';
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

/** A file has other credentials than the current ones, or was emptied, deleted, or replaced by an older copy after a delivery. */
export function consumerLostWords(
  app: Pick<WatchedApp, 'org' | 'app' | 'label'>,
  consumer: Consumer,
  problem: string,
  /** A run is open, and continues before `resume` could deliver again. */
  isRunOpen: boolean,
): NoticeText {
  const who = consumerWord(plainText(consumer.name, 80));
  const place = placeOf(app);
  return {
    title: `${plainText(consumer.name, 60)} may not have the current credentials of ${appLabel(app)}`,
    text: `${consumerLabel(consumer)}: ${plainText(problem, longestProblem)}. A program that reads it may get no access.`,
    actions: [
      isRunOpen
        ? `\`keyturn reveal ${place}\` shows the current credentials. Put them back, then check: \`keyturn check ${place}\`.`
        : `Deliver the current credentials: \`keyturn resume ${place}\`.`,
      `Or remove a consumer that no longer exists: \`keyturn consumer remove ${placeOf(app)} ${who}\`.`,
    ],
  };
}
