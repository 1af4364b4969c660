import type { ComponentRef, MetadataFile } from '../model/app.ts';
import { pathOfComponent } from './component-path.ts';
import { escapeText } from './metadata-edit.ts';

/** A metadata file with these elements in alphabetical order, as orgs write them. */
export function newFile(ref: ComponentRef, fields: readonly (readonly [string, string])[]): MetadataFile {
  const ordered = [...fields].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const lines = ordered.map(([name, value]) => `    <${name}>${escapeText(value)}</${name}>`);
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<${ref.type} xmlns="http://soap.sforce.com/2006/04/metadata">`,
    ...lines,
    `</${ref.type}>`,
    '',
  ].join('\n');
  return { ...ref, path: pathOfComponent(ref), content: new TextEncoder().encode(text) };
}
