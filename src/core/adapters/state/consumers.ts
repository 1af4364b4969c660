import { type Consumer, withTargets } from '../../model/consumer.ts';
import { parseTarget, targetText } from '../../model/target.ts';
import {
  type Fields,
  listIn,
  numberIn,
  numberOrNull,
  objectOrNull,
  textIn,
  textOrNull,
  textsIn,
  wordIn,
} from './row.ts';

/** A target is stored as its text. */
export function consumerBody(consumer: Consumer) {
  return { ...consumer, target: targetText(consumer.target) };
}

/** Earlier versions stored only targets. @throws RowUnreadable */
export function readConsumers(body: Fields): readonly Consumer[] {
  if (body.consumers === undefined) return withTargets([], textsIn(body, 'deliveries').map(parseTarget));
  return listIn(body, 'consumers').map((one) => readConsumer(one as Fields));
}

function readConsumer(body: Fields): Consumer {
  const test = objectOrNull(body, 'test');
  const last = objectOrNull(body, 'last');
  return {
    name: textIn(body, 'name'),
    target: parseTarget(textIn(body, 'target')),
    contact: textOrNull(body, 'contact'),
    notes: textOrNull(body, 'notes'),
    // Earlier versions had none.
    keys: body.keys === undefined ? [] : textsIn(body, 'keys'),
    test: test && {
      at: numberIn(test, 'at'),
      problem: textOrNull(test, 'problem'),
      since: numberIn(test, 'since'),
      ...(test.isLost === true ? { isLost: true } : {}),
    },
    last: last && {
      status: wordIn(last, 'status', ['pending', 'failed', 'delivered', 'waiting', 'confirmed']),
      at: numberOrNull(last, 'at'),
      problem: textOrNull(last, 'problem'),
      ...(last.since === undefined ? {} : { since: numberIn(last, 'since') }),
    },
  };
}
