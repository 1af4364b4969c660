import { expect, it } from 'vitest';
import { htmlBody, textBody } from '../../../../src/core/adapters/notify/mail-body.ts';
import { documentOf, plainMessage } from '../../../../src/core/adapters/notify/plain-message.ts';
import { slackBody } from '../../../../src/core/adapters/notify/slack.ts';
import { teamsBody } from '../../../../src/core/adapters/notify/teams.ts';
import { parseSeal, sealText } from '../../../../src/core/model/seal.ts';
import { messageOf, noticeOf, sentAt } from './messages.ts';

const seal = {
  chain: '3f9a1c02b7d4',
  line: 128,
  hash: 'ab'.repeat(32),
  at: Date.UTC(2026, 10, 30),
  key: '7be21c04',
  mac: '01'.repeat(16),
};
const message = messageOf(...Array.from({ length: 30 }, () => noticeOf()));

it.each([
  ['Slack', slackBody],
  ['Teams', teamsBody],
  ['a mail as text', (one: typeof message) => textBody(plainMessage(one))],
  ['a mail as HTML', (one: typeof message) => htmlBody(plainMessage(one))],
  ['JSON', (one: typeof message) => JSON.stringify(documentOf(one))],
])('%s carries the seal of the audit trail, also in a long message', (_name, body) => {
  const sent = body({ ...message, at: sentAt, seal });
  expect(parseSeal(/kts1-[\w-]+/.exec(sent)?.[0] ?? '')).toEqual(seal);
  expect(body({ ...message, seal: null })).not.toContain('kts1');
  expect(sent).toContain(sealText(seal));
});
