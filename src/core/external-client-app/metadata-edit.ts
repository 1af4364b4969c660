import { metadataProblems } from '../words/app-problems.ts';
import {
  findElement,
  type MetadataDocument,
  type MetadataElement,
  type MetadataSource,
  readElements,
  unreadable,
} from './metadata-xml.ts';

/** Salesforce's own indentation, for files that have none. */
const defaultIndent = '    ';
/** Characters that XML 1.0 can't contain, not even escaped. */
const notXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Sets the text of one element under the root, or adds the element in alphabetical order with the file's own indentation and
 * line endings. All other bytes stay the same. Setting the current text returns the same bytes.
 * @throws MetadataUnreadable also if there are several such elements, or if the element contains elements
 */
export function setElementOf(file: MetadataSource, name: string, value: string): Uint8Array {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) throw unreadable(file.path, metadataProblems.name(name));
  if (notXml.test(value)) throw unreadable(file.path, metadataProblems.value(name));
  const document = readElements(file);
  const element = findElement(file.path, document, name);
  if (!element) return encode(insert(document, name, value));
  if (element.children.length > 0) throw unreadable(file.path, metadataProblems.nested(name));
  if (element.text === value && !isNil(element)) return file.content;
  return encode(replaceText(document.text, element, value));
}

/**
 * Removes all elements of this name, each with its line. All other bytes stay the same.
 * @throws MetadataUnreadable
 */
export function removeElementOf(file: MetadataSource, name: string): Uint8Array {
  const { text, elements } = readElements(file);
  const doomed = elements.filter((element) => element.name === name);
  if (doomed.length === 0) return file.content;
  // From the end, so that earlier offsets stay valid.
  const kept = doomed.reduceRight(
    (rest, element) => rest.slice(0, element.start - leadOf(rest, element.start).length) + rest.slice(element.end),
    text,
  );
  return encode(kept);
}

function replaceText(text: string, element: MetadataElement, value: string): string {
  if (isNil(element)) return splice(text, element.start, element.end, markup(element.name, value));
  if (!element.isSelfClosing) return splice(text, element.contentStart, element.contentEnd, escapeText(value));
  const slash = text.lastIndexOf('/', element.end - 1);
  return splice(text, slash, element.end, `>${escapeText(value)}</${element.name}>`);
}

function insert(document: MetadataDocument, name: string, value: string): string {
  const { text, elements } = document;
  const before = elements.findLast((element) => element.name < name);
  if (before) {
    return splice(text, before.end, before.end, leadOf(text, before.start) + markup(name, value));
  }
  const first = elements[0];
  if (first) return splice(text, first.start, first.start, markup(name, value) + leadOf(text, first.start));
  return insertIntoEmpty(document, name, value);
}

function insertIntoEmpty({ text, root }: MetadataDocument, name: string, value: string): string {
  const lineEnd = /\r\n|\n/.exec(text)?.[0] ?? '';
  const added = lineEnd === '' ? markup(name, value) : `${lineEnd}${defaultIndent}${markup(name, value)}`;
  if (root.isSelfClosing) {
    const slash = text.lastIndexOf('/', root.end - 1);
    return splice(text, slash, root.end, `>${added}${lineEnd}</${root.name}>`);
  }
  const hasLine = leadOf(text, root.contentEnd) !== '';
  return splice(text, root.contentStart, root.contentStart, hasLine ? added : added + lineEnd);
}

/** The line break and indentation before an offset; empty if the line has other text before it. */
function leadOf(text: string, offset: number): string {
  return /(?:\r\n|\n|\r)[ \t]*$/.exec(text.slice(Math.max(0, offset - 1_000), offset))?.[0] ?? '';
}

function isNil(element: MetadataElement): boolean {
  return Object.entries(element.attributes).some(([name, value]) => /(^|:)nil$/.test(name) && value === 'true');
}

function markup(name: string, value: string): string {
  return `<${name}>${escapeText(value)}</${name}>`;
}

/** Escapes carriage returns too: an XML reader would turn a bare one into a line feed. */
export function escapeText(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function splice(text: string, start: number, end: number, middle: string): string {
  return text.slice(0, start) + middle + text.slice(end);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
