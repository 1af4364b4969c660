import { SaxesParser } from 'saxes';
import { encodingProblem } from '../plain/encoding.ts';
import { outsideError } from '../plain/outside-text.ts';
import { reason } from '../reasons/errors.ts';
import { metadataProblems } from '../words/app-problems.ts';
import { fileProblems } from '../words/file-problems.ts';

/** An element of a metadata file and its position. Offsets are UTF-16 units of the decoded text. */
export interface MetadataElement {
  readonly name: string;
  /**
   * Text and CDATA directly inside, with resolved entities. Line endings as the XML reader returns them; not trimmed. Without the space
   * between elements.
   */
  readonly text: string;
  /** From `<` of the start tag … */
  readonly start: number;
  /** … to after `>` of the end tag. */
  readonly end: number;
  /** The content between the tags. Both offsets equal `end` in `<x/>`. */
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly isSelfClosing: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly MetadataElement[];
}

/** A parsed file. `elements` is a shortcut for `root.children`. */
export interface MetadataDocument {
  readonly text: string;
  readonly root: MetadataElement;
  readonly elements: readonly MetadataElement[];
}

/** A file to read: its bytes, and its path for error messages. */
export interface MetadataSource {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Files of these types have a few kilobytes. A much larger file is not one of them. */
const maxBytes = 1_000_000;
/** These types nest two levels deep. The rest is reserve. */
const maxDepth = 16;

/** Each field of a file is asked for separately, so every document is read once. */
const documents = new WeakMap<Uint8Array, MetadataDocument>();

/** One whose end was not read yet. */
type OpenElement = { -readonly [Key in keyof MetadataElement]: MetadataElement[Key] } & { children: MetadataElement[] };

/**
 * Reads a metadata file with the positions of its elements. Refuses DOCTYPE, custom entities, encodings other than UTF-8, and a
 * root with a prefix.
 * @throws MetadataUnreadable
 */
export function readElements(file: MetadataSource): MetadataDocument {
  const read = tryReading(file.content);
  if ('problem' in read) throw unreadable(file.path, read.problem);
  return read;
}

/** As `readElements`, but with the problem of a file that can't be read. */
export function tryReading(content: Uint8Array): MetadataDocument | { readonly problem: string } {
  const known = documents.get(content);
  if (known) return known;
  const text = decode(content);
  if (typeof text !== 'string') return text;
  try {
    const root = parse(text);
    const document = { text, root, elements: root.children };
    documents.set(content, document);
    return document;
  } catch (error) {
    return { problem: outsideError(error) };
  }
}

/**
 * The trimmed text of the only element of this name; null if there is none.
 * @throws MetadataUnreadable if there are several
 */
export function elementText(file: MetadataSource, name: string): string | null {
  return findElement(file.path, readElements(file), name)?.text.trim() ?? null;
}

/** @throws MetadataUnreadable if the document has several elements of this name */
export function findElement(path: string, document: MetadataDocument, name: string): MetadataElement | null {
  const found = document.elements.filter((element) => element.name === name);
  if (found.length > 1) throw unreadable(path, metadataProblems.repeated(found.length, name));
  return found[0] ?? null;
}

export function unreadable(file: string, problem: string): Error {
  return reason('MetadataUnreadable', { file, problem });
}

function decode(content: Uint8Array): string | { readonly problem: string } {
  if (content.byteLength > maxBytes) return { problem: metadataProblems.size(maxBytes / 1_000_000) };
  const problem = encodingProblem(content);
  if (problem !== null) return { problem: fileProblems.encoding(problem) };
  // ignoreBOM keeps the byte order mark in the text, so that it is written back.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
}

/** An org has thousands of files, and most elements have neither. */
const noAttributes: Readonly<Record<string, string>> = {};
const noChildren: MetadataElement[] = [];

/** Making a parser takes as long, and as much memory, as reading a file with it. One that failed isn't used again. */
let parse = createParser();

function createParser(): (text: string) => MetadataElement {
  const parser = new SaxesParser();
  let text = '';
  let open: OpenElement[] = [];
  let root: MetadataElement | undefined;
  let start = 0;
  const addText = (piece: string) => {
    const current = open.at(-1);
    if (current && (current.children === noChildren || piece.trim() !== '')) current.text += piece;
  };
  parser.on('doctype', () => {
    throw new Error('a DOCTYPE is not accepted');
  });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding && !/^utf-?8$/i.test(encoding)) throw new Error('it declares another encoding than UTF-8');
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentagstart', () => {
    if (open.length >= maxDepth) throw new Error(`it nests deeper than ${maxDepth} elements`);
    // Names and attributes can't contain a raw `<`, so the last one is the start of this tag.
    start = text.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', ({ name, attributes: found, isSelfClosing }) => {
    if (open.length === 0 && name.includes(':')) throw new Error('its root element has a prefix');
    const attributes = Object.keys(found).length > 0 ? found : noAttributes;
    const contentStart = parser.position;
    const position = { start, end: 0, contentStart, contentEnd: 0, isSelfClosing };
    open.push({ name, text: '', ...position, attributes, children: noChildren });
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (!element) return;
    element.end = parser.position;
    element.contentEnd = element.isSelfClosing ? element.end : text.lastIndexOf('</', element.end - 1);
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else if (parent.children === noChildren) parent.children = [element];
    else parent.children.push(element);
  });
  return (given) => {
    [text, open, root] = [given, [], undefined];
    try {
      parser.write(text).close();
      if (!root) throw new Error('it has no root element');
      return root;
    } catch (error) {
      parse = createParser();
      throw error;
    } finally {
      [text, open, root] = ['', [], undefined];
    }
  };
}
