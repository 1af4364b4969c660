import { createHmac } from 'node:crypto';
import type { ChannelOf } from '../config-channels.ts';
import { type ChannelTools, neededSecret, type Send } from './channel.ts';
import { documentOf } from './plain-message.ts';
import { post } from './post.ts';
import { slackBody } from './slack.ts';
import { teamsBody } from './teams.ts';

export function chat({ type, address: name }: ChannelOf<'slack' | 'teams'>, tools: ChannelTools): Send {
  return async (message, signal) => {
    const address = await neededSecret(tools, name);
    const body = type === 'slack' ? slackBody(message) : teamsBody(message);
    return post({ address, body, signal }, tools);
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
    return post({ address, body, headers, secrets: [key], signal }, tools);
  };
}
