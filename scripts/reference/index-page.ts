import { heading, pageOf } from './markdown.ts';

export function indexPage(): string {
  return pageOf([
    ...heading('Reference', 'the code'),
    '- [Commands](commands.md): usage, arguments, options',
    '- [Exit codes](exit-codes.md)',
    '- [Reason codes](reason-codes.md): the code of every error, with links to the [runbook](../runbook.md)',
    '- [Settings](settings.md): every key of `config.json5`',
    '- [JSON documents](json.md): every document that keyturn writes or reads, with its [JSON Schema](schemas)',
  ]);
}
