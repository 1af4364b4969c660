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
  return Object.entries(fields)
    .map(([name, value]) => compactElement(name, value))
    .join('');
}

function compactElement(name: string, value: XmlValue | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => compactElement(name, item)).join('');
  return `<${name}>${inner(value)}</${name}>`;
}

function inner(value: XmlValue): string {
  return typeof value === 'object' ? compactXml(value as XmlFields) : escapeXml(String(value));
}

/** Elements one a line, indented by four spaces a level, as metadata files are written. */
export function indentedXml(fields: XmlFields, depth = 1): string {
  return Object.entries(fields)
    .map(([name, value]) => indentedElement(name, value, depth))
    .join('');
}

function indentedElement(name: string, value: XmlValue | null | undefined, depth: number): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => indentedElement(name, item, depth)).join('');
  const indent = '    '.repeat(depth);
  if (typeof value !== 'object') return `${indent}<${name}>${escapeXml(String(value))}</${name}>\n`;
  return `${indent}<${name}>\n${indentedXml(value as XmlFields, depth + 1)}${indent}</${name}>\n`;
}

export const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

/** A whole metadata file. */
export function metadataFile(rootElement: string, fields: XmlFields): string {
  const root = `<${rootElement} xmlns="${METADATA_NAMESPACE}"`;
  const body = indentedXml(fields);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body === '' ? `${root}/>` : `${root}>\n${body}</${rootElement}>`}\n`;
}
