import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, readXml, textOf, XmlProblem } from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { compactXml, escapeXml, metadataFile } from '../../../src/practice-org/metadata/xml/write-xml.ts';

describe('reading XML', () => {
  it('says where each start tag ends', () => {
    const root = readXml('<a>\n  <b>x</b>\n</a>');
    expect(childOf(root, 'b')).toMatchObject({ text: 'x', line: 2, column: 6 });
  });

  it('finds an element whatever its case, in any namespace prefix', () => {
    const root = readXml('<m:a xmlns:m="urn:m"><m:ZipFile>eA==</m:ZipFile></m:a>');
    expect(textOf(root, 'zipFile')).toBe('eA==');
    expect(root.namespace).toBe('urn:m');
  });

  it.each([
    ['an unclosed element', '<a><b></a>'],
    ['a second root', '<a/><b/>'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an unknown entity', '<a>&x;</a>'],
    ['an unbound prefix', '<m:a/>'],
    ['nothing', ''],
    ['too much depth', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`],
    ['too many elements', `<a>${'<b/>'.repeat(50_001)}</a>`],
  ])('refuses %s', (_, source) => {
    expect(() => readXml(source)).toThrow(XmlProblem);
  });

  it('survives any text', () => {
    const piece = fc.constantFrom(
      '<a>',
      '</a>',
      '<a/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&#0;',
      '<?x',
      '?>',
      '"',
      'xmlns:q=""',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          readXml(source);
        } catch (error) {
          expect(error).toBeInstanceOf(XmlProblem);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('writing XML', () => {
  it('is read back as it was meant, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const read = textOf(readXml(`<a>${compactXml({ b: text })}</a>`), 'b');
        expect(escapeXml(read ?? '')).toBe(escapeXml(escapeLess(text)));
      }),
      { numRuns: 200 },
    );
  });

  it('lays a metadata file out as retrieves do', () => {
    expect(metadataFile('T', { a: 'x & "y"', list: [{ k: '1' }, { k: '2' }], none: null })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<T xmlns="http://soap.sforce.com/2006/04/metadata">\n' +
        '    <a>x &amp; &quot;y&quot;</a>\n' +
        '    <list>\n        <k>1</k>\n    </list>\n    <list>\n        <k>2</k>\n    </list>\n' +
        '</T>\n',
    );
  });
});

/** What XML can't carry is replaced, and text is trimmed when read. */
function escapeLess(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .trim();
}
