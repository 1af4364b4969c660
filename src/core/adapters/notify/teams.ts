import type { Message } from '../../model/notice.ts';
import { fitted, type PlainMessage, type PlainNotice, withCommands } from './plain-message.ts';

const colours = { note: 'accent', caution: 'warning', danger: 'attention' } as const;

/** An Adaptive Card for a Teams workflow with a webhook trigger. A Teams message can have 28 KB. */
export function teamsBody(message: Message): string {
  return fitted(message, 24_000, (words) => JSON.stringify(payload(words)));
}

function payload({ subject, notices, more, seal }: PlainMessage) {
  const rest = [more, seal].flatMap((line) => (line === null ? [] : [paragraph(runs(line))]));
  const body = [...notices.flatMap(cardOf), ...rest];
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: inert(subject),
    body,
    msteams: { width: 'Full' },
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', summary: inert(subject), attachments: [attachment] };
}

function cardOf({ title, text, actions, place, severity }: PlainNotice): readonly object[] {
  return [
    paragraph([{ ...run(title), weight: 'bolder', size: 'medium', color: colours[severity] }], true),
    paragraph([run(text)]),
    paragraph([{ ...run(place), isSubtle: true }]),
    ...actions.map((action) => paragraph([run('• '), ...runs(action)])),
  ];
}

/** Rich text runs are shown as they are. A text block would interpret Markdown. */
function paragraph(inlines: readonly object[], separator = false): object {
  return { type: 'RichTextBlock', inlines, ...(separator ? { separator, spacing: 'large' } : { spacing: 'small' }) };
}

function runs(text: string): readonly object[] {
  return withCommands(text).map((part) => ({
    ...run(part.text),
    ...(part.isCommand ? { fontType: 'monospace' } : {}),
  }));
}

function run(text: string) {
  return { type: 'TextRun', text: inert(text) };
}

/** `{{DATE(…)}}` and `${…}` are functions anywhere in a card. */
function inert(text: string): string {
  return text.replaceAll('{{', '{ {').replaceAll('${', '$ {');
}
