/** What an element holds: text, elements, or (for a list) the same element several times. */
export type XmlValue = string | number | boolean | XmlFields | readonly XmlValue[];

/** Elements in the order they are to be written; null and undefined ones are left out. */
export interface XmlFields {
  readonly [element: string]: XmlValue | null | undefined;
}

/**
 * Text as it may stand in an element. Characters XML can't carry (a terminal escape in a label, half a surrogate)
 * become the replacement character: an org could not send them either.
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

/** Elements without white space between them, as SOAP answers have them. */
export function compactXml(fields: XmlFields): string {
  return elements(fields, '', '', '');
}

/** Elements; `indent` before each, `step` more for those inside it, and `end` after each line. */
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

/** A whole metadata file: one element a line, indented by four spaces a level. */
export function metadataFile(rootElement: string, fields: XmlFields): string {
  const root = `<${rootElement} xmlns="${METADATA_NAMESPACE}"`;
  const body = elements(fields, '    ', '    ', '\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body === '' ? `${root}/>` : `${root}>\n${body}</${rootElement}>`}\n`;
}
