import { type Consumer, consumerState, notifiedAt } from '../core/model/consumer.ts';
import { goingOn, type Rotation } from '../core/model/rotation.ts';
import { longestProblem, targetText } from '../core/model/target.ts';
import type { WatchedApp } from '../core/model/watched-app.ts';
import { plainText, sentenceText, shortPublicKey } from '../core/plain/text.ts';
import { isoInstantOrNull } from '../core/plain/time.ts';
import { shortRunNames } from '../core/reasons/run-words.ts';
import type { ConsumerChange } from '../core/watch/consumers.ts';
import {
  consumerLabel,
  consumerLines,
  consumerStateWords,
  contactLine,
  removedWords,
} from '../core/words/consumers.ts';
import { bold, type TextLine } from '../ui/paint.ts';

export function consumerDocument(consumer: Consumer, rotation: Rotation | null, watched: WatchedApp) {
  const { name, target, contact, notes, keys } = consumer;
  const { status, since, problem } = consumerState(consumer, rotation, watched);
  return {
    ...{ name, target: targetText(target), contact, notes, keys },
    ...{ state: status, since: isoInstantOrNull(since), problem },
    notifiedAt: isoInstantOrNull(notifiedAt(consumer, rotation, watched)),
  };
}

export function consumersDocument(watched: WatchedApp, rotation: Rotation | null) {
  return watched.consumers.map((consumer) => consumerDocument(consumer, rotation, watched));
}

/** One line for each consumer, below a summary of their app. */
export function consumerSummary(watched: WatchedApp, rotation: Rotation | null, now: number): readonly string[] {
  const removed = rotation?.finishedAt === null ? removedWords(rotation) : null;
  return [
    ...consumerLines(watched, rotation, now).map(({ text }) => `  consumer ${text}`),
    ...(removed ? [`▲ ${removed}`] : []),
  ];
}

/** Everything about the consumers of an app. */
export function consumerPage(watched: WatchedApp, rotation: Rotation | null, now: number): readonly TextLine[] {
  const title = `${plainText(watched.label || watched.app)} in ${plainText(watched.orgName)}`;
  const none = watched.hasNoConsumers ? 'nothing uses the credentials yet' : 'no consumers';
  if (watched.consumers.length === 0) return [`${title}: ${none}`];
  return [bold(title), ...watched.consumers.flatMap((consumer) => lines(consumer, rotation, watched, now))];
}

function lines(consumer: Consumer, rotation: Rotation | null, watched: WatchedApp, now: number): readonly string[] {
  const { name, target, notes, keys } = consumer;
  const facts = {
    target: targetText(target),
    state: consumerStateWords(consumerState(consumer, rotation, watched), now, watched),
    contact: contactLine(consumer, { newest: rotation, watched, now }),
    notes,
    key: keys.length > 0 ? keys.map(shortPublicKey).join(', ') : null,
  };
  return [
    `  ${plainText(name, 80)}`,
    ...Object.entries(facts).flatMap(([fact, text]) =>
      text === null ? [] : [`    ${fact.padEnd(9)}${sentenceText(text)}`],
    ),
  ];
}

/** What was done. `Moved`: changed, and the consumer may have another target now. */
export type ConsumerDone = 'Added' | 'Changed' | 'Moved' | 'Removed';

export function changedConsumerLines(
  done: ConsumerDone,
  { watched, rotation, consumer }: ConsumerChange,
): readonly string[] {
  const app = plainText(watched.label || watched.app);
  const preposition = done === 'Added' ? 'to' : done === 'Removed' ? 'from' : 'of';
  const open = rotation?.finishedAt === null ? rotation : null;
  const mayLeaveSomeone = done === 'Removed' || done === 'Moved';
  const removed = mayLeaveSomeone ? removedWords(open) : null;
  const next =
    open && open.kind !== 'stage'
      ? [`  Continue the ${shortRunNames[open.kind]} with \`keyturn ${goingOn(open)}\`.`]
      : [];
  return [
    `✔ ${done === 'Moved' ? 'Changed' : done} ${consumerLabel(consumer)} ${preposition} ${app}.`,
    ...(removed ? [`▲ ${removed}`] : []),
    ...next,
  ];
}

/** A line for each consumer that was tested. */
export function testedConsumerLines(found: readonly Consumer[]): readonly string[] {
  return found.map((consumer) => {
    const label = consumerLabel(consumer);
    if (consumer.test === null) return `· ${label}: a person updates it, so there is nothing to test`;
    const { problem } = consumer.test;
    return problem === null ? `✔ ${label} can be reached` : `✖ ${label}: ${plainText(problem, longestProblem)}`;
  });
}
