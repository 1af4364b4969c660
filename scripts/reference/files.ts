import { documents } from '../../src/cli/documents/documents.ts';
import { commandsPage } from './commands-page.ts';
import { exitCodesPage } from './exit-codes-page.ts';
import { indexPage } from './index-page.ts';
import { jsonPage } from './json-page.ts';
import { reasonCodesPage } from './reason-codes-page.ts';
import { schemaFileOf, schemaOf, settingsJsonSchema } from './schema.ts';
import { settingsPage } from './settings-page.ts';

/** Every file of docs/reference by its path in that folder. */
export function referenceFiles(): Readonly<Record<string, string>> {
  const schemas = [...documents.map((one) => [schemaFileOf(one.name), schemaOf(one)] as const)];
  const all = [...schemas, [schemaFileOf('settings'), settingsJsonSchema()] as const];
  return {
    'README.md': indexPage(),
    'commands.md': commandsPage(),
    'exit-codes.md': exitCodesPage(),
    'reason-codes.md': reasonCodesPage(),
    'settings.md': settingsPage(),
    'json.md': jsonPage(),
    ...Object.fromEntries(all.map(([path, schema]) => [path, `${JSON.stringify(schema, null, 2)}\n`])),
  };
}
