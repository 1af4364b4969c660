import { SaxesParser } from 'saxes';

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** The root of a document; throws where it is not well-formed. */
export function parseXml(text: string): Element {
  const parser = new SaxesParser();
  const open: (Element & { children: Element[]; text: string })[] = [];
  let root: Element | null = null;
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('text', (piece) => {
    const top = open.at(-1);
    if (top) top.text += piece;
  });
  parser.on('closetag', () => void open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
  if (root === null) throw new Error('no element');
  return root;
}

export function child(element: Element, ...path: readonly string[]): Element {
  const [name, ...rest] = path;
  if (name === undefined) return element;
  const found = element.children.find((one) => one.name === name);
  if (!found) throw new Error(`${element.name} has no ${name}`);
  return child(found, ...rest);
}
