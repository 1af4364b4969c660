/** The content of an element: text, child elements, or a list for a repeated element. */
export type XmlValue = string | number | boolean | XmlFields | readonly XmlValue[];

/** Elements in the order of writing. Null and undefined values are left out. */
export interface XmlFields {
  readonly [element: string]: XmlValue | null | undefined;
}

/**
 * Escapes text for XML. Characters that XML can't contain (a terminal escape in a label, half a surrogate pair) become the
 * replacement character, because no org can send them.
 */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};

/** XML without white space between elements, as in SOAP answers. */
export function compactXml(fields: XmlFields): string {
  return elements(fields, '', '', '');
}

/** `indent` precedes each element, `step` is added for its children, and `end` follows each line. */
function elements(fields: XmlFields, indent: string, step: string, end: string): string {
  const element = (name: string, value: XmlValue | null | undefined): string => {
    if (value === null || value === undefined) return '';
    if (Array.isArray(value)) return value.map((item) => element(name, item)).join('');
    if (typeof value !== 'object') return `${indent}<${name}>${escapeXml(String(value))}</${name}>${end}`;
    const inside = elements(value as XmlFields, indent + step, step, end);
    return `${indent}<${name}>${end}${inside}${indent}</${name}>${end}`;
  };
  return Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('');
}

export const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** A complete metadata file: one element per line, four spaces of indent per level. */
export function metadataFile(rootElement: string, fields: XmlFields): string {
  const root = `<${rootElement} xmlns="${METADATA_NAMESPACE}"`;
  const body = elements(fields, '    ', '    ', '\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body === '' ? `${root}/>` : `${root}>\n${body}</${rootElement}>`}\n`;
}
