import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import json5 from 'json5';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../scripts/reference/exit-codes-page.ts';
import { referenceFiles } from '../../scripts/reference/files.ts';
import { anchor } from '../../scripts/reference/markdown.ts';
import { type Setting, settingsParts } from '../../scripts/reference/settings-page.ts';
import { valueKinds } from '../../scripts/reference/value-kinds.ts';
import { checkedDeliveries } from '../../src/cli/deliver-flag.ts';
import { usualSettings } from '../../src/core/adapters/config.ts';
import { parseDayList, parseDuration } from '../../src/core/plain/duration.ts';
import { parseInstant } from '../../src/core/plain/instant.ts';
import { day } from '../../src/core/plain/time.ts';
import { reasons } from '../../src/core/reasons/errors.ts';
import { publishedSchema } from '../support/documents.ts';
import { loadSettings } from '../support/load-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const docs = join(import.meta.dirname, '../../docs');
const folder = join(docs, 'reference');
const files = referenceFiles();

describe('the reference', () => {
  it.each(Object.keys(files))('%s is as `npm run reference` writes it', (name) => {
    const committed = existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '';
    expect(committed, 'run `npm run reference`').toBe(files[name]);
  });

  it('has no file that nothing generates', () => {
    const committed = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
    expect(committed.sort(), 'run `npm run reference`').toEqual(Object.keys(files).sort());
  });

  it('links only what is there', () => {
    const broken = Object.entries(files).flatMap(([page, text]) =>
      [...text.matchAll(/\]\(([^)#]*)(#[^)]*)?\)/g)].flatMap(([link, file = '', place]) => {
        if (page.endsWith('.json') || /^https?:/.test(file)) return [];
        const path = join(folder, file || page);
        if (!existsSync(path)) return [`${page}: ${link}`];
        return place && !anchorsOf(readFileSync(path, 'utf8')).has(place) ? [`${page}: ${link}`] : [];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('knows every exit code of the catalog', () => {
    const used = new Set(Object.values(reasons).map(({ exit }) => String(exit)));
    expect(Object.keys(exitCodes)).toEqual(expect.arrayContaining([...used]));
  });
});

function anchorsOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => anchor(title ?? '')));
}

describe('the values on the page of commands', () => {
  it.each(valueKinds.duration.examples)('%s is a duration', (text) => expect(parseDuration(text).ok).toBe(true));
  it.each(valueKinds.date.examples)('%s is a date', (text) => expect(parseInstant(text)).not.toBe(null));
  it.each(valueKinds.list.examples)('%s is a list', (text) => expect(parseDayList(text).ok).toBe(true));
  it.each(valueKinds.target.examples)('%s is a target', (text) => {
    expect(checkedDeliveries([text], 'watch')).toHaveLength(1);
  });
});

const parts = settingsParts();
const windowed = { from: '22:00', to: '04:00' };
const mail = { type: 'mail', host: 'smtp.acme.example', from: 'a@acme.example', to: 'b@acme.example' };

/** Each setting with what stands around it in a file. */
const settings: readonly (readonly [string, Setting, (value: unknown) => object])[] = [
  ...parts.top.map((one) => [one.key, one, (value: unknown) => ({ [one.key]: value })] as const),
  ...parts.policy.flatMap((one) => [
    [`defaults.${one.key}`, one, (value: unknown) => ({ defaults: { [one.key]: value } })] as const,
    [`orgs.*.${one.key}`, one, (value: unknown) => ({ orgs: { acme: { [one.key]: value } } })] as const,
    [`apps.*.${one.key}`, one, (value: unknown) => ({ apps: { 'acme/App': { [one.key]: value } } })] as const,
  ]),
  ...parts.window.map(
    (one) => [`window.${one.key}`, one, (value: unknown) => ({ window: { ...windowed, [one.key]: value } })] as const,
  ),
  ...parts.quietHours.map(
    (one) =>
      [`quietHours.${one.key}`, one, (value: unknown) => ({ quietHours: { ...windowed, [one.key]: value } })] as const,
  ),
  ...Object.entries(parts.channels).flatMap(([type, fields]) =>
    fields.map((one) => {
      const required = fields
        .filter(({ isRequired }) => isRequired)
        .map(({ key, words }) => [key, json5.parse(words.example)]);
      // A user and a password go together.
      const sender = type === 'mail' ? { user: 'keyturn', password: 'secret:mail' } : {};
      const rest = { ...Object.fromEntries(required), ...sender, type };
      const file = (value: unknown) => ({
        channels: { one: one.key === 'type' ? rest : { ...rest, [one.key]: value } },
      });
      return [`channels.${type}.${one.key}`, one, file] as const;
    }),
  ),
];

async function read(value: object) {
  const home = tempFolder();
  writeFileSync(join(home, 'config.json5'), json5.stringify(value));
  return loadSettings(home);
}

describe('the page of settings', () => {
  const isSetting = new Ajv2020({ allowUnionTypes: true }).compile(publishedSchema('settings') as object);

  it.each(settings)('%s takes its example and refuses what is out of bounds', async (_name, { words }, file) => {
    const { example, inside = [], outside = [] } = words;
    for (const text of [example, ...inside]) {
      await expect(read(file(json5.parse(text))), text).resolves.toBeDefined();
      expect([text, isSetting(file(json5.parse(text)))]).toEqual([text, true]);
    }
    for (const text of outside)
      await expect(read(file(json5.parse(text))), text).rejects.toMatchObject({ code: 'ConfigInvalid' });
  });

  it('names the defaults that count', async () => {
    expect(usualSettings()).toMatchObject({
      stageAheadMs: 14 * day,
      checkEveryMs: day,
      quietHours: null,
      window: null,
    });
    const port = async (encryption: string) => (await read({ channels: { m: { ...mail, encryption } } })).channels[0];
    expect([await port('starttls'), await port('tls'), await port('none')]).toMatchObject([
      { port: 587 },
      { port: 465 },
      { port: 25 },
    ]);
  });
});
