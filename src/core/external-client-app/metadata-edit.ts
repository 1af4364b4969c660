import { metadataProblems } from '../words/app-problems.ts';
import {
  findElement,
  type MetadataDocument,
  type MetadataElement,
  type MetadataSource,
  readElements,
  unreadable,
} from './metadata-xml.ts';

/** What Salesforce itself indents with, for a file that shows no indentation of its own. */
const defaultIndent = '    ';
/** Everything that XML 1.0 can't carry, not even escaped. */
const notXml = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Gives one element under the root another text, or adds it at its alphabetical place with the file's own indentation
 * and line ends. All other bytes stay. Setting the text that is there already returns the same bytes.
 * @throws MetadataUnreadable also when there are several such elements, or it holds elements instead of text
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
 * Takes all elements of this name out, each with the line it stands on. All other bytes stay.
 * @throws MetadataUnreadable
 */
export function removeElementOf(file: MetadataSource, name: string): Uint8Array {
  const { text, elements } = readElements(file);
  const doomed = elements.filter((element) => element.name === name);
  if (doomed.length === 0) return file.content;
  // From the back, so that offsets in front stay valid.
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

/** The line end and indentation in front of an offset; empty when something else stands on that line. */
function leadOf(text: string, offset: number): string {
  return /(?:\r\n|\n|\r)[ \t]*$/.exec(text.slice(Math.max(0, offset - 1_000), offset))?.[0] ?? '';
}

function isNil(element: MetadataElement): boolean {
  return Object.entries(element.attributes).some(([name, value]) => /(^|:)nil$/.test(name) && value === 'true');
}

function markup(name: string, value: string): string {
  return `<${name}>${escapeText(value)}</${name}>`;
}

/** A bare carriage return would come back as a line feed; as a reference it survives. */
export function escapeText(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
}

function splice(text: string, start: number, end: number, middle: string): string {
  return text.slice(0, start) + middle + text.slice(end);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
