import { isRecord, parseJson } from '../../plain/json.ts';
import type { ChannelOf } from '../config-channels.ts';
import { type ChannelTools, neededSecret, type Send } from './channel.ts';
import { type Accepting, request } from './post.ts';

/** healthchecks.io answers 200 for a check that it doesn't know, too, and for a request that it ignores. Others answer JSON. */
function isTaken({ text }: Accepting): boolean {
  const told = parseJson(text);
  return !/^OK \(.+\)$/i.test(text) && !(isRecord(told) && told.ok === false);
}

/**
 * A dead man's switch: a GET of a secret address after a good pass. A message about a daemon that fails goes to the address for
 * failures, if there is one.
 */
export function heartbeat({ address, failAddress }: ChannelOf<'heartbeat'>, tools: ChannelTools): Send {
  return async ({ notices }, signal) => {
    const isFailing = notices.some(({ kind }) => kind === 'daemon-failing');
    const name = isFailing ? failAddress : address;
    if (name === undefined) return null;
    const to = await neededSecret(tools, name);
    return request({ method: 'GET', address: to, isAccepted: isTaken, signal }, tools);
  };
}
