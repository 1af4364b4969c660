import { expect, it } from 'vitest';
import { htmlBody, textBody } from '../../../../src/core/adapters/notify/mail-body.ts';
import { plainMessage } from '../../../../src/core/adapters/notify/plain-message.ts';
import { slackBody } from '../../../../src/core/adapters/notify/slack.ts';
import { teamsBody } from '../../../../src/core/adapters/notify/teams.ts';
import { messageOf, noticeOf } from './messages.ts';

const trap = 'see https://evil.example/sign-in or WWW.evil.example';
const command = 'keyturn daemon install --url https://acme.my.salesforce.com';
const notice = noticeOf({
  ...{ label: trap, orgName: trap, title: `${trap} is due`, text: trap },
  actions: [`${trap}: run \`${command}\`.`],
});

it.each([
  ['Slack', () => slackBody(messageOf(notice))],
  ['Teams', () => teamsBody(messageOf(notice))],
  ['mail as text', () => textBody(plainMessage(messageOf(notice)))],
  ['mail as HTML', () => htmlBody(plainMessage(messageOf(notice)))],
  ['a subject', () => plainMessage(messageOf(notice, notice)).subject],
])('%s shows no web address that its reader could click, and commands as they are', (name, body) => {
  const text = body().replace('http://adaptivecards.io', '').replace(command, 'COMMAND');
  expect(text).toContain('https[:]//evil.example/sign-in or WWW[.]evil.example');
  expect(text).not.toMatch(/:\/\/|www\./i);
  if (name !== 'a subject') expect(text).toContain('COMMAND');
});
