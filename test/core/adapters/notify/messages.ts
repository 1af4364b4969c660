import type { ChannelSettings } from '../../../../src/core/adapters/config-channels.ts';
import type { ChannelTools } from '../../../../src/core/adapters/notify/channel.ts';
import { createNotifiers } from '../../../../src/core/adapters/notify/notifiers.ts';
import type { Message, Notice, Notifier } from '../../../../src/core/model/notice.ts';
import { Secret } from '../../../../src/core/model/secret.ts';

export const sentAt = Date.UTC(2026, 10, 27, 9, 30);
/** What an org could name an app to be heard elsewhere. */
export const hostile = '<!channel> *Bill* & [x](https://evil.example) {{DATE(1)}} <b>';
/** How a person sees it: nothing in it is a link. */
export const harmless = hostile.replace('://', '[:]//');

export function noticeOf(part: Partial<Notice> = {}): Notice {
  return {
    id: 'n-1',
    kind: 'secret-age',
    orgId: '00D000000000001AAA',
    org: 'acme',
    orgName: 'ACME',
    app: 'Billing_Sync',
    label: 'Billing Sync',
    consumerId: '888000000000001AAA',
    threshold: '7d',
    severity: 'caution',
    title: 'The secret of Billing Sync is due in 7 days',
    text: 'It is 83 days old; 90 are the most.',
    actions: ['Run `keyturn rotate Billing_Sync`.'],
    since: sentAt - 1000,
    ...part,
  };
}

export function messageOf(...notices: Notice[]): Message {
  return { id: 'message-1', at: sentAt, notices: notices.length > 0 ? notices : [noticeOf()] };
}

export const always = { when: 'always', severity: 'note' } as const;

/** One channel, with the secrets that it finds in the store. */
export function channel(
  settings: ChannelSettings,
  secrets: Readonly<Record<string, string>> = {},
  tools: Partial<ChannelTools> = {},
): Notifier {
  const [notifier] = createNotifiers([settings], {
    secretOf: async (name) => (secrets[name] === undefined ? null : new Secret(secrets[name])),
    env: { PATH: process.env.PATH },
    writeLine: () => {},
    ...tools,
  });
  if (!notifier) throw new Error('there is no channel');
  return notifier;
}
