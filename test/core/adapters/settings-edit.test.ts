import fc from 'fast-check';
import json5 from 'json5';
import { describe, expect, it } from 'vitest';
import { lineIn, withoutSetting, withSetting } from '../../../src/core/adapters/settings-edit.ts';

const text = `// Ask Ana before you change this file.
{
  // Where credentials are stored
  store: 'keychain', // of this laptop

  defaults: {
    maxAge: '90d', // how old
    remind: '30d,14d', // when
  },
  /* single apps */
  apps: {
    'acme/Billing_Sync': {
      maxAge: '60d',
      window: { days: ['sat', 'sun'], from: '22:00', to: '04:00' },
    },
  },
  checkEvery: "1d" // no comma
}
`;

/** The lines that were removed and added. */
function changes(before: string, after: string | null): readonly string[] {
  const [old, now] = [before.split('\n'), (after ?? '').split('\n')];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `-${line}`);
  return [...gone, ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`)];
}

describe('a changed setting', () => {
  it.each<[string, readonly string[], unknown, readonly string[]]>([
    ['a value', ['defaults', 'maxAge'], '120d', ["-    maxAge: '90d', // how old", "+    maxAge: '120d', // how old"]],
    ['a key at the end of an object', ['defaults', 'grace'], '5d', ["+    grace: '5d',"]],
    [
      'a key after one without a comma',
      ['stageAhead'],
      '10d',
      ['-  checkEvery: "1d" // no comma', '+  checkEvery: "1d", // no comma', "+  stageAhead: '10d'"],
    ],
    [
      'a key on one line',
      ['apps', 'acme/Billing_Sync', 'window', 'days'],
      ['sun'],
      [
        "-      window: { days: ['sat', 'sun'], from: '22:00', to: '04:00' },",
        "+      window: { days: ['sun'], from: '22:00', to: '04:00' },",
      ],
    ],
    ['an object on the way', ['apps', 'My app', 'maxAge'], '30d', ["+    'My app': { maxAge: '30d' },"]],
    [
      'an object in place of a text',
      ['store', 'kind'],
      'file',
      ["-  store: 'keychain', // of this laptop", "+  store: { kind: 'file' }, // of this laptop"],
    ],
  ])('leaves the rest as it is: %s', (_, path, value, expected) => {
    expect(changes(text, withSetting(text, path, value))).toEqual(expected);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['a line', ['apps', 'acme/Billing_Sync', 'maxAge'], ["-      maxAge: '60d',"]],
    ['a line with a comment', ['store'], ["-  store: 'keychain', // of this laptop", '+  // of this laptop']],
    ['the last one', ['checkEvery'], ['-  checkEvery: "1d" // no comma', '+  }', '+  // no comma']],
    [
      'one of a line',
      ['apps', 'acme/Billing_Sync', 'window', 'to'],
      [
        "-      window: { days: ['sat', 'sun'], from: '22:00', to: '04:00' },",
        "+      window: { days: ['sat', 'sun'], from: '22:00' },",
      ],
    ],
    ['none', ['quietHours', 'from'], []],
  ])('is removed, and comments stay: %s', (_, path, expected) => {
    expect(changes(text, withoutSetting(text, path))).toEqual(expected);
  });

  it('makes an object of an empty file, and fills an empty object', () => {
    expect(withSetting('', ['store'], 'file')).toBe("{\n  store: 'file',\n}\n");
    expect(withSetting('{ /* nothing yet */ }', ['defaults', 'maxAge'], '60d')).toBe(
      "{ /* nothing yet */\n  defaults: { maxAge: '60d' },\n}",
    );
  });

  it('keeps plain JSON, tabs and Windows line ends', () => {
    const json = '{\r\n\t"store": "file"\r\n}\r\n';
    const more = withSetting(json, ['contacts', 'Nightly export'], 'Ana');
    expect(more).toBe('{\r\n\t"store": "file",\r\n\t"contacts": { "Nightly export": "Ana" }\r\n}\r\n');
    expect(JSON.parse(withoutSetting(more ?? '', ['contacts']) ?? '')).toEqual({ store: 'file' });
    expect(withoutSetting(more ?? '', ['contacts'])).toBe(json);
    expect(withSetting('{ "defaults": {} }', ['defaults', 'maxAge'], '60d')).toBe(
      '{ "defaults": {\n  "maxAge": "60d"\n} }',
    );
  });

  it('changes the last one of two with the same name, and removes both', () => {
    const twice = "{ store: 'file', store: 'keychain' }";
    expect(json5.parse(withSetting(twice, ['store'], 'file') ?? '')).toEqual({ store: 'file' });
    expect(json5.parse(withoutSetting(twice, ['store']) ?? '')).toEqual({});
  });

  it('is refused in a text that is no object', () => {
    expect([withSetting('[1]', ['a'], 1), withoutSetting('{ a: ', ['a'])]).toEqual([null, null]);
  });

  it('knows the line of a setting', () => {
    expect(lineIn(text, ['apps', 'acme/Billing_Sync', 'window', 'from'])).toBe(14);
    expect(lineIn(text, ['apps', 'acme/Other'])).toBeNull();
  });

  it('is what the text then says, whatever the text looks like', () => {
    const name = fc.constantFrom('a', 'b', 'c d', 'é', "it's", '0');
    const leaf = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string(), { maxLength: 2 }),
    );
    const tree = fc.letrec((tie) => ({
      node: fc.dictionary(name, fc.oneof({ maxDepth: 3 }, leaf, tie('node')), { noNullPrototype: true }),
    })).node as fc.Arbitrary<Record<string, unknown>>;
    const layout = fc.constantFrom(0, 2, '\t');
    const comments = fc.array(fc.constantFrom(' // one\n', '/* two */', '\n', ' '), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        tree,
        fc.array(name, { minLength: 1, maxLength: 3 }),
        leaf,
        layout,
        comments,
        (value, path, next, space, extra) => {
          let turn = 0;
          const plain = json5.stringify(value, { space, quote: '"' });
          // Comments and spaces wherever a comma or brace is outside of a text.
          const source = plain.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[,{}]/g, (found) =>
            found.length === 1 ? `${extra[turn++ % extra.length]}${found}${extra[turn++ % extra.length]}` : found,
          );
          expect(json5.parse(source)).toEqual(value);
          const after = withSetting(source, path, next) ?? '';
          expect(json5.parse(after)).toEqual(set(value, path, next));
          expect(json5.parse(withoutSetting(after, path) ?? '')).toEqual(set(value, path, undefined));
        },
      ),
      { numRuns: 300 },
    );
  });
});

function set(value: unknown, [first = '', ...rest]: readonly string[], next: unknown): unknown {
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  const known = object as Record<string, unknown>;
  if (rest.length > 0) return { ...known, [first]: set(known[first], rest, next) };
  if (next !== undefined) return { ...known, [first]: next };
  const { [first]: _, ...others } = known;
  return others;
}
