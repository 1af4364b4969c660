import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeElementOf, setElementOf } from '../../../src/core/external-client-app/metadata-edit.ts';
import { elementText, readElements } from '../../../src/core/external-client-app/metadata-xml.ts';
import { bytes, textOf } from './files.ts';
import { arbitraryValue, metadataText } from './metadata-text.ts';

const setElement = (content: Uint8Array, name: string, value: string) =>
  setElementOf({ path: 'the metadata file', content }, name, value);
const set = (text: string, name: string, value: string) => textOf(setElement(bytes(text), name, value));

describe('setting an element that is there', () => {
  it.each([
    ['replaces its text', '<R>\n  <m>false</m>\n</R>', '<R>\n  <m>true</m>\n</R>'],
    ['fills an empty one', '<R><m></m></R>', '<R><m>true</m></R>'],
    ['opens a self-closing one', '<R><m/></R>', '<R><m>true</m></R>'],
    ['opens one with a space before its slash', '<R><m /></R>', '<R><m >true</m></R>'],
    ['keeps its attributes', '<R><m a="/">x</m></R>', '<R><m a="/">true</m></R>'],
    ['takes the nil mark away', '<R><m xsi:nil="true"/></R>', '<R><m>true</m></R>'],
    ['replaces a comment inside', '<R><m>fa<!-- x -->lse</m></R>', '<R><m>true</m></R>'],
    ['leaves one alone that says the same already', '<R><m><![CDATA[true]]></m></R>', '<R><m><![CDATA[true]]></m></R>'],
    ['is not fooled by a comment', '<R><!-- <m>x</m> --><m>y</m></R>', '<R><!-- <m>x</m> --><m>true</m></R>'],
    ['is not fooled by a nested one', '<R><k><m>x</m></k><m>y</m></R>', '<R><k><m>x</m></k><m>true</m></R>'],
    ['keeps the byte order mark', '\uFEFF<R><m>é</m></R>', '\uFEFF<R><m>true</m></R>'],
  ])('%s', (_what, before, after) => {
    expect(set(before, 'm', 'true')).toBe(after);
  });

  it('takes the nil mark away where the empty text is set, too', () => {
    expect(set('<R><m xsi:nil="true"/></R>', 'm', '')).toBe('<R><m></m></R>');
  });
});

describe('setting an element that is missing', () => {
  it.each([
    ['in the middle', '<R>\n  <a>1</a>\n  <z>2</z>\n</R>', '<R>\n  <a>1</a>\n  <m>true</m>\n  <z>2</z>\n</R>'],
    ['at the front', '<R>\n\t<z>2</z>\n</R>', '<R>\n\t<m>true</m>\n\t<z>2</z>\n</R>'],
    ['at the end', '<R>\r\n    <a>1</a>\r\n</R>', '<R>\r\n    <a>1</a>\r\n    <m>true</m>\r\n</R>'],
    ['on the same line in a file without lines', '<R><a>1</a><z/></R>', '<R><a>1</a><m>true</m><z/></R>'],
    [
      'behind the last that sorts before it',
      '<R>\n <z/>\n <a/>\n <y/>\n</R>',
      '<R>\n <z/>\n <a/>\n <m>true</m>\n <y/>\n</R>',
    ],
    ['into a root without elements', '<R>\n</R>\n', '<R>\n    <m>true</m>\n</R>\n'],
    [
      'into an empty root',
      '<?xml version="1.0"?>\r\n<R></R>',
      '<?xml version="1.0"?>\r\n<R>\r\n    <m>true</m>\r\n</R>',
    ],
    ['into a self-closing root', '<R a="b"/>', '<R a="b"><m>true</m></R>'],
    ['behind the last of repeated ones', '<R>\n <a/>\n <a/>\n</R>', '<R>\n <a/>\n <a/>\n <m>true</m>\n</R>'],
  ])('puts it %s', (_where, before, after) => {
    expect(set(before, 'm', 'true')).toBe(after);
  });

  it('escapes what XML would take for markup', () => {
    expect(set('<R></R>', 'm', 'a<b>&"\r]]>')).toBe('<R><m>a&lt;b&gt;&amp;"&#13;]]&gt;</m></R>');
  });
});

describe('what can not be set', () => {
  it.each([
    ['one of several', '<R><m>1</m><m>2</m></R>', 'm', 'x', /2 elements/],
    ['an element that holds elements', '<R><m><n/></m></R>', 'm', 'x', /contains elements/],
    ['a control character', '<R/>', 'm', 'a\u0007', /can't contain/],
    ['half a surrogate pair', '<R/>', 'm', 'a\ud800', /can't contain/],
    ['a name that is markup', '<R/>', 'm><evil', 'x', /not an element name/],
  ])('refuses %s', (_what, text, name, value, problem) => {
    expect(() => set(text, name, value)).toThrow(problem);
  });
});

it('removes an element with the line it stands on', () => {
  const file = { path: 'x', content: bytes('<R>\r\n  <a>1</a>\r\n  <m>2</m>\r\n  <z/>\r\n</R>\r\n') };
  expect(textOf(removeElementOf(file, 'm'))).toBe('<R>\r\n  <a>1</a>\r\n  <z/>\r\n</R>\r\n');
  expect(removeElementOf(file, 'nowhere')).toBe(file.content);
});

describe('for any file', () => {
  const wanted = fc.constantFrom('a', 'clientCredentialsFlowUser', 'isClientCredentialsFlowEnabled', 'zz');

  it('setting an element cuts into nothing but that element', () => {
    fc.assert(
      fc.property(metadataText, wanted, arbitraryValue, (text, name, value) => {
        const after = set(text, name, value);
        const old = readElements({ path: 'x', content: bytes(text) }).elements.find((it) => it.name === name);
        if (old) {
          expect(after.startsWith(text.slice(0, old.start))).toBe(true);
          expect(after.endsWith(text.slice(old.end))).toBe(true);
          return;
        }
        const added = readElements({ path: 'x', content: bytes(after) }).elements.find((it) => it.name === name);
        const without = after.slice(0, added?.start) + after.slice(added?.end);
        // What is left besides the element is the white space it brought, or an empty root that had to be opened.
        expect(squeeze(without)).toBe(squeeze(text));
      }),
      { numRuns: 200 },
    );
  });

  it('the value reads back as it was set, and setting it again changes nothing', () => {
    fc.assert(
      fc.property(metadataText, wanted, arbitraryValue, (text, name, value) => {
        const once = setElement(bytes(text), name, value);
        expect(elementText({ path: 'x', content: once }, name)).toBe(value.trim());
        expect(setElement(once, name, value)).toEqual(once);
      }),
      { numRuns: 200 },
    );
  });

  it('an element that was added and removed leaves the file as it was', () => {
    fc.assert(
      fc.property(metadataText, arbitraryValue, (text, value) => {
        fc.pre(readElements({ path: 'x', content: bytes(text) }).elements.length > 0);
        const content = setElement(bytes(text), 'newElement', value);
        expect(textOf(removeElementOf({ path: 'x', content }, 'newElement'))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

function squeeze(text: string): string {
  return text.replace(/\s+/g, '').replace(/<R([^>]*)\/>/, '<R$1></R>');
}
