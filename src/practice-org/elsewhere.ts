import { json, type PracticeRequest, type PracticeResponse } from './http/message.ts';

/** Interfaces that this org doesn't have, each refused in its own form, so that its clients give up at once. */
export function refuseElsewhere({ path }: PracticeRequest): PracticeResponse | null {
  if (/^\/cometd(\/|$)/.test(path)) return json(200, [streamingRefusal]);
  if (/^\/services\/scim(\/|$)/.test(path)) {
    return json(404, { Errors: [{ description: 'The practice org has no SCIM interface', code: 404 }] });
  }
  return null;
}

/** A Bayeux client retries after any other answer. */
const streamingRefusal = {
  channel: '/meta/handshake',
  successful: false,
  error: '403::Handshake denied',
  advice: { reconnect: 'none' },
  ext: { sfdc: { failureReason: '403::The practice org has no Streaming API' } },
};
