import type { Message, Notice } from '../../model/notice.ts';
import { sealText } from '../../model/seal.ts';
import { linesOf, plainText } from '../../plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../../plain/time.ts';
import { moreNotices } from '../../words/channels.ts';
import { lastGoodWords } from '../../words/daemon-notices.ts';
import { sealWords } from '../../words/trail-seal.ts';

/** A notice, limited in length and made plain again, because receivers read some characters as markup. */
export interface PlainNotice {
  readonly title: string;
  readonly text: string;
  readonly actions: readonly string[];
  /** App and org. */
  readonly place: string;
  readonly severity: Notice['severity'];
}

export interface PlainMessage {
  /** One line for the whole message. */
  readonly subject: string;
  readonly notices: readonly PlainNotice[];
  /** Lines at the end: the notices that are left out, and when the daemon last worked. Null for none. */
  readonly more: string | null;
  /** A line with the newest seal of the audit trail, or null. */
  readonly seal: string | null;
}

const longestAction = 300;

/** @param most how many notices are shown in full */
export function plainMessage({ notices, lastGoodTickAt, seal = null }: Message, most = 20): PlainMessage {
  const told = notices.slice(0, most).map(plainNotice);
  const hidden = notices.length - told.length;
  const rest = linesOf(
    hidden > 0 && moreNotices(hidden),
    notices.length > 1 && lastGoodTickAt !== undefined && lastGoodWords(lastGoodTickAt),
  );
  const first = notices[0] ? unlinked(plainText(notices[0].title, 150)) : 'nothing';
  return {
    subject: notices.length === 1 ? first : `${notices.length} notices: ${first}, …`,
    notices: told,
    more: rest.length === 0 ? null : rest.join(' '),
    seal: seal && sealWords.inNotice(seal.line, sealText(seal)),
  };
}

/** Renders with as many notices as fit into a size. Receivers refuse a longer message. */
export function fitted(message: Message, maxBytes: number, render: (words: PlainMessage) => string): string {
  for (let most = Math.min(message.notices.length, 20); ; most = Math.floor(most / 2)) {
    const text = render(plainMessage(message, most));
    if (most === 0 || Buffer.byteLength(text) <= maxBytes) return text;
  }
}

/** Splits at backticks: the text between them is a command. */
export function withCommands(text: string): readonly { readonly text: string; readonly isCommand: boolean }[] {
  return text
    .split('`')
    .map((part, index) => ({ text: part, isCommand: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}

/** Text in which no chat and no mail program finds a web address to link, such as one in the name of an app. Commands stay as they are. */
function unlinked(text: string): string {
  const apart = (part: string) => part.replaceAll('://', '[:]//').replace(/\b(www)\./gi, '$1[.]');
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part : apart(part)))
    .join('`');
}

/** Text without markup. In Slack, for example, these three characters make mentions and links. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The message as a JSON document. Times are ISO 8601 in UTC. */
export function documentOf({ id, at, notices, lastGoodTickAt = null, seal = null }: Message) {
  return {
    id,
    at: isoInstant(at),
    lastGoodTickAt: isoInstantOrNull(lastGoodTickAt),
    notices: notices.map(({ handOver: _, ...one }) => ({ ...one, since: isoInstant(one.since) })),
    seal: seal && sealText(seal),
  };
}

function plainNotice({ title, text, actions, label, app, orgName, org, severity }: Notice): PlainNotice {
  const [name, developerName, orgsName, alias] = [label || app, app, orgName || org, org].map((one) =>
    plainText(one, 80),
  );
  // A notice about the daemon has no app and no org.
  const place =
    app === '' ? (name ?? '') : `${name}${name === developerName ? '' : ` (${developerName})`} in ${orgsName}`;
  return {
    title: unlinked(plainText(title, 150)),
    text: unlinked(plainText(text, 600)),
    actions: actions.slice(0, 5).map((action) => unlinked(plainText(action, longestAction))),
    place: unlinked(orgsName === alias || app === '' ? place : `${place} · ${alias}`),
    severity,
  };
}
