import { documents, type JsonDocument } from '../../src/cli/documents/documents.ts';
import { results } from '../../src/cli/documents/results.ts';
import { fieldRows, sharedObjects } from './fields.ts';
import { code, heading, pageOf, table } from './markdown.ts';
import { type Schema, schemaFileOf, schemaOf } from './schema.ts';

export function jsonPage(): string {
  const ofCommands = documents.filter(({ command }) => command !== undefined);
  const others = documents.filter(({ command }) => command === undefined);
  const shared = sharedObjects(documents.map(schemaOf).flatMap((one) => [one, ...formsOf(one)]));
  return pageOf([
    ...heading('JSON documents', 'the descriptions in `src/cli/documents`'),
    'Every document has a [JSON Schema](https://json-schema.org) (draft 2020-12) in [schemas](schemas). A newer version of keyturn may',
    "add fields, so ignore fields that you don't know. Instants are ISO 8601 in UTC, such as `2026-11-29T08:30:00.000Z`. No document",
    'holds a consumer secret, except the ones that are made to deliver or show one.',
    '',
    'With `--json`, a command prints exactly one document on standard output. Progress and warnings go to standard error. Two commands',
    'run on: `daemon --json` writes its log, one object per line, and `practice --json` writes its document in one line.',
    '',
    '```json',
    '{ "status": 0, "result": {}, "warnings": [] }',
    '```',
    '',
    '`result` depends on the command. A command that fails prints an [error](#error) instead.',
    '',
    '## Index',
    '',
    ...table(
      ['document', 'where', 'schema'],
      documents.map(({ name, where }) => [
        `[${code(name)}](#${name})`,
        where,
        `[${code(`${name}.schema.json`)}](${schemaFileOf(name)})`,
      ]),
    ),
    '',
    '## Results of commands',
    '',
    ...ofCommands.flatMap((one) => commandSection(one, ofCommands)),
    '## Other documents',
    '',
    ...others.flatMap((one) => [
      `### ${code(one.name)}`,
      '',
      `${one.title}. ${one.where}`,
      '',
      ...fields(schemaOf(one)),
      '',
    ]),
    '## Objects in several documents',
    '',
    ...[...shared]
      .filter(([title]) => !documents.some(({ name }) => name === title))
      .flatMap(([title, schema]) => [`### ${title}`, '', ...fields(schema), '']),
    '## Settings',
    '',
    'The settings file has a schema, too: [settings.schema.json](schemas/settings.schema.json), explained under',
    '[settings](settings.md).',
  ]);
}

/** Commands with the same result are explained once. */
function commandSection({ name, command }: JsonDocument, all: readonly JsonDocument[]): readonly string[] {
  const kindOf = (one: string | undefined) => results[one as keyof typeof results];
  const first = all.find((other) => kindOf(other.command) === kindOf(command));
  const title = `### ${code(name)}`;
  if (first && first.name !== name) return [title, '', `The same as [${code(first.name)}](#${first.name}).`, ''];
  const { properties } = schemaOf(all.find((one) => one.name === name) as JsonDocument);
  return [title, '', `${code('result')} of \`keyturn ${command}\`:`, '', ...fields(properties?.result ?? {}), ''];
}

/** Forms of a result: their titles are headings, not names of objects. */
function formsOf({ properties }: Schema): readonly Schema[] {
  return properties?.result?.anyOf ?? [];
}

/** A table for each form of a document. */
function fields(schema: Schema): readonly string[] {
  const forms = schema.anyOf ?? [schema];
  return forms.flatMap((form) => [
    ...(forms.length > 1 ? [`${capitalized(form.title ?? '')}:`, ''] : []),
    ...table(['field', 'type', 'meaning'], fieldRows(form)),
    '',
  ]);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
