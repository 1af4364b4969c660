import { describe, expect, it } from 'vitest';
import { elementText, readElements } from '../../../src/core/external-client-app/metadata-xml.ts';
import { bytes } from './files.ts';

const read = (text: string) => readElements({ path: 'a/b.eca', content: bytes(text) });

describe('reading a metadata file', () => {
  it('gives the direct children of the root with their text and the place where they stand', () => {
    const document = read(
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r\n<R a=">">\r\n  <a x="y">1 &lt; 2 😀</a><b/><c ></c ><!-- <d>no</d> --><e><![CDATA[<raw>]]></e>\r\n</R>\r\n',
    );
    expect(document.root.name).toBe('R');
    expect(document.elements.map(({ name, text }) => [name, text])).toEqual([
      ['a', '1 < 2 😀'],
      ['b', ''],
      ['c', ''],
      ['e', '<raw>'],
    ]);
    expect(document.elements.map(({ start, end }) => document.text.slice(start, end))).toEqual([
      '<a x="y">1 &lt; 2 😀</a>',
      '<b/>',
      '<c ></c >',
      '<e><![CDATA[<raw>]]></e>',
    ]);
  });

  it('keeps nested elements with the element they belong to', () => {
    const [range] = read(
      '<R><trustedIpRanges><startIpAddress>10.0.0.1</startIpAddress></trustedIpRanges></R>',
    ).elements;
    expect(range?.children.map(({ name, text }) => [name, text])).toEqual([['startIpAddress', '10.0.0.1']]);
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE r [<!ENTITY x "y">]><r/>', /DOCTYPE/],
    ['an entity of its own', '<r>&x;</r>', /undefined entity/],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><r/>', /encoding/],
    ['a prefixed root', '<m:r xmlns:m="urn:x"/>', /prefix/],
    ['a file that was cut off', '<r><a>tru', /unclosed|not closed|end/i],
    ['an empty file', '', /root element/],
    ['two roots', '<r/><r/>', /one root/],
    ['deep nesting', `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`, /deeper/],
  ])('refuses %s', (_what, text, problem) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'MetadataUnreadable' }));
    expect(() => read(text)).toThrow(problem);
  });

  it('refuses bytes that are not UTF-8', () => {
    const content = Uint8Array.of(...bytes('<r>'), 0xff, ...bytes('</r>'));
    expect(() => readElements({ path: 'x', content })).toThrow(/not UTF-8/);
  });

  it.each([
    ['takes a file of 1 MB', 1_000_000, false],
    ['refuses one that is a byte larger', 1_000_001, true],
  ])('%s', (_what, size, isRefused) => {
    const content = bytes(`<r>${' '.repeat(size - 7)}</r>`);
    const attempt = () => readElements({ path: 'x', content });
    if (isRefused) expect(attempt).toThrow(/larger than 1 MB/);
    else expect(attempt).not.toThrow();
  });

  it('keeps nothing of a file that it refused, or of another one', () => {
    const good = '<R a="b">\n  <x>1</x>\n  <y><z/></y>\n</R>';
    const before = read(good);
    for (const bad of ['<a><b>text', '<!DOCTYPE a><a/>', `${'<a>'.repeat(40)}`, '<a>&x;</a>', ''])
      expect(() => read(bad)).toThrow();
    const after = read(good);
    expect(after).toEqual(before);
    expect(after.root).toMatchObject({ name: 'R', text: '\n  ', attributes: { a: 'b' }, start: 0, end: good.length });
    expect(read('<R/>').root).toMatchObject({ attributes: {}, children: [], text: '' });
  });

  it('names the file in what it says', () => {
    expect(() => read('<r>')).toThrow(/^keyturn can't use a\/b\.eca as metadata/);
  });
});

describe('reading one element', () => {
  it('trims it, and tells a missing one from an empty one', () => {
    const file = { path: 'x', content: bytes('<r><a> true\n</a><b/></r>') };
    expect([elementText(file, 'a'), elementText(file, 'b'), elementText(file, 'c')]).toEqual(['true', '', null]);
  });

  it('refuses to choose between several', () => {
    const file = { path: 'x', content: bytes('<r><a>1</a><a>2</a></r>') };
    expect(() => elementText(file, 'a')).toThrow(/2 elements a/);
  });
});
