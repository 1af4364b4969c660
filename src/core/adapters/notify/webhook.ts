import { createHmac } from 'node:crypto';
import { isRecord, parseJson } from '../../plain/json.ts';
import type { ChannelOf } from '../config-channels.ts';
import { type ChannelTools, neededSecret, type Send } from './channel.ts';
import { documentOf } from './plain-message.ts';
import { type Accepting, post } from './post.ts';
import { slackBody } from './slack.ts';
import { teamsBody } from './teams.ts';

const accepted: Readonly<Record<'slack' | 'teams', (answer: Accepting) => boolean>> = {
  /** Slack answers `ok`, and so do most of its replacements. Others answer JSON. */
  slack: ({ text }) => {
    const told = parseJson(text);
    return text.toLowerCase() === 'ok' || (isRecord(told) && (told.ok === true || told.success === true));
  },
  /** A workflow answers 202, or what its author makes it answer. A connector answers 1, and a failure in words, also with 200. */
  teams: ({ status, text }) => {
    return status === 202 || text === '' || text === '1' || isRecord(parseJson(text));
  },
};

export function chat({ type, address: name }: ChannelOf<'slack' | 'teams'>, tools: ChannelTools): Send {
  return async (message, signal) => {
    const address = await neededSecret(tools, name);
    const body = type === 'slack' ? slackBody(message) : teamsBody(message);
    return post({ address, body, isAccepted: accepted[type], signal }, tools);
  };
}

/** JSON for the user's own receiver, which can verify the sender and the time, and detect repeats. */
export function webhook(channel: ChannelOf<'webhook'>, tools: ChannelTools): Send {
  return async (message, signal) => {
    const [address, key] = await Promise.all([
      neededSecret(tools, channel.address),
      neededSecret(tools, channel.signingKey),
    ]);
    const body = JSON.stringify(documentOf(message));
    const timestamp = String(Math.floor(tools.now() / 1000));
    const headers = {
      'x-keyturn-notice-id': encodeURIComponent(message.id),
      'x-keyturn-timestamp': timestamp,
      'x-keyturn-signature': `sha256=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`,
    };
    // The receiver is the user's own, and its status is its word.
    return post({ address, body, headers, secrets: [key], isAccepted: () => true, signal }, tools);
  };
}
