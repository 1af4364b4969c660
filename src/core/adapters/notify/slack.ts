import type { Message } from '../../model/notice.ts';
import { otherNotices } from '../../words/channels.ts';
import { escapeMarkup, fitted, type PlainMessage, type PlainNotice } from './plain-message.ts';

const signs = { note: 'ℹ️', caution: '⚠️', danger: '🛑' } as const;
/** Slack allows 50 blocks. A notice has up to three, and two blocks are for the rest. */
const mostNotices = 15;

/** A message in Block Kit, at most 40,000 bytes. */
export function slackBody(message: Message): string {
  return fitted(message, 40_000, (words) => JSON.stringify(payload(words)));
}

function payload({ subject, notices, more, seal }: PlainMessage) {
  const told = notices.slice(0, mostNotices);
  const rest = more ?? (notices.length > told.length ? otherNotices : null);
  return {
    // The text of the notification.
    text: escapeMarkup(subject),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [...told.flatMap(blocksOf), ...[rest, seal].flatMap((line) => (line === null ? [] : [markdown([line])]))],
  };
}

/** Text from an org is in plain text blocks, where Slack interprets nothing. */
function blocksOf({ title, text, actions, place, severity }: PlainNotice): readonly object[] {
  return [
    { type: 'header', text: { type: 'plain_text', text: cut(`${signs[severity]} ${title}`, 140), emoji: false } },
    { type: 'section', text: { type: 'plain_text', text: cut(`${text}\n${place}`, 2_900), emoji: false } },
    ...(actions.length > 0 ? [markdown(actions.map((action) => `• ${action}`))] : []),
  ];
}

function markdown(lines: readonly string[]): object {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: cut(escapeMarkup(lines.join('\n')), 2_900), verbatim: true },
  };
}

/** Slack refuses the whole message if one text is too long. An accented letter can consist of many characters. */
function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}
