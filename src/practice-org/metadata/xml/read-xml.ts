import { SaxesParser, type SaxesTagNS } from 'saxes';

/** A parsed element. `line` and `column` (from 1) are the end of its start tag. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** By local name. A duplicate from another namespace is ignored. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The element's own text, trimmed. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** XML that isn't well-formed, or isn't accepted: a DOCTYPE, too much depth, too many elements. */
export class XmlProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, at: { line: number; column: number }) {
    super(message);
    this.line = at.line;
    this.column = at.column;
  }
}

type OpenElement = { -readonly [Key in keyof XmlElement]: XmlElement[Key] };

const MAX_DEPTH = 32;
const MAX_ELEMENTS = 50_000;

/**
 * Parses a document. Only the five entities of XML itself are known; a DOCTYPE is refused, so a document can't declare any.
 *
 * @throws {XmlProblem}
 */
export function readXml(source: string): XmlElement {
  const tree = new TreeBuilder();
  const parser = new SaxesParser({ xmlns: true, position: true });
  const here = () => ({ line: parser.line, column: parser.column + 1 });
  parser.on('error', (error) => {
    throw new XmlProblem(error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, ''), here());
  });
  parser.on('doctype', () => {
    throw new XmlProblem('DOCTYPE is disallowed', here());
  });
  parser.on('opentag', (tag) => tree.open(tag, here()));
  parser.on('text', (text) => tree.write(text));
  parser.on('cdata', (text) => tree.write(text));
  parser.on('closetag', () => tree.close());
  parser.write(source.replace(/^\uFEFF/, '')).close();
  if (tree.root === null) throw new XmlProblem('the document is empty', { line: 1, column: 1 });
  return tree.root;
}

class TreeBuilder {
  root: XmlElement | null = null;
  readonly #path: { element: OpenElement; children: XmlElement[]; texts: string[] }[] = [];
  #count = 0;

  open(tag: SaxesTagNS, at: { line: number; column: number }): void {
    this.#count += 1;
    if (this.#count > MAX_ELEMENTS) throw new XmlProblem(`more than ${MAX_ELEMENTS} elements`, at);
    if (this.#path.length >= MAX_DEPTH) throw new XmlProblem(`elements nested deeper than ${MAX_DEPTH}`, at);
    const children: XmlElement[] = [];
    const attributes = new Map<string, string>();
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.prefix === 'xmlns' || attributes.has(attribute.local)) continue;
      attributes.set(attribute.local, attribute.value);
    }
    const element: OpenElement = { name: tag.local, namespace: tag.uri, attributes, children, text: '', ...at };
    this.#path.at(-1)?.children.push(element);
    this.root ??= element;
    this.#path.push({ element, children, texts: [] });
  }

  write(text: string): void {
    this.#path.at(-1)?.texts.push(text);
  }

  close(): void {
    const closed = this.#path.pop();
    if (closed) closed.element.text = closed.texts.join('').trim();
  }
}

/**
 * The first child with this name, or null. The case of the first letter doesn't matter, because clients disagree about it.
 */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return childrenOf(element, name)[0] ?? null;
}

/** All children with this name, in order, without case. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  const wanted = name.toLowerCase();
  return element.children.filter((child) => child.name.toLowerCase() === wanted);
}

/** The text of a child, or null if it is missing. */
export function textOf(element: XmlElement, name: string): string | null {
  return childOf(element, name)?.text ?? null;
}
