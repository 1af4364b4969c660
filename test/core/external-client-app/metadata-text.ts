import fc from 'fast-check';
import { escapeText } from '../../../src/core/external-client-app/metadata-edit.ts';

const xmlCharacter = fc
  .oneof(
    fc.constantFrom('&', '<', '>', ']]>', '"', "'", '\n', '\r', '\t', ' ', 'é', '😀', '\u00a0', '\u2028', '-->', '</'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
  )
  .filter((text) => !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text));

/** Any text that XML can carry. */
export const arbitraryValue = fc.array(xmlCharacter, { maxLength: 8 }).map((parts) => parts.join(''));

const names = ['a', 'b', 'callbackUrl', 'clientCredentialsFlowUser', 'isClientCredentialsFlowEnabled', 'label', 'z'];

const elementOf = (name: string) =>
  fc.oneof(
    arbitraryValue.map((value) => `<${name}>${escapeText(value)}</${name}>`),
    fc.constantFrom(`<${name}/>`, `<${name} />`, `<${name}></${name}>`, `<${name} x="/&gt;">v</${name} >`),
    arbitraryValue.map((value) => `<${name}><![CDATA[${value.replaceAll(']]>', '')}]]></${name}>`),
  );

/** A well-formed metadata file: any order, indentation, line end, comments, byte order mark, declaration. */
export const metadataText = fc
  .record({
    bom: fc.constantFrom('', '\uFEFF'),
    declaration: fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>'),
    lineEnd: fc.constantFrom('\n', '\r\n', ''),
    indent: fc.constantFrom('    ', '\t', '  ', ''),
    comment: fc.constantFrom('', '<!-- <a>no</a> & so on -->'),
    elements: fc.shuffledSubarray(names).chain((some) => fc.tuple(...some.map(elementOf))),
  })
  .map(({ bom, declaration, lineEnd, indent, comment, elements }) => {
    const lines = [...(comment ? [comment] : []), ...elements].map((line) => `${lineEnd}${indent}${line}`);
    return `${bom}${declaration}${lineEnd && declaration ? lineEnd : ''}<R xmlns="urn:x">${lines.join('')}${lineEnd}</R>${lineEnd}`;
  });
