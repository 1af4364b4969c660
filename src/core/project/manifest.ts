import { escapeText } from '../external-client-app/metadata-edit.ts';
import { type MetadataElement, readElements } from '../external-client-app/metadata-xml.ts';
import type { ComponentRef } from '../model/app.ts';

/** The components that a manifest names. `*` is a wildcard. @throws MetadataUnreadable */
export function membersOfManifest(file: {
  path: string;
  content: Uint8Array;
}): readonly { type: string; fullName: string }[] {
  const textOf = (element: MetadataElement) => element.text.trim();
  return readElements(file)
    .elements.filter(({ name }) => name === 'types')
    .flatMap(({ children }) => {
      const type = children.find(({ name }) => name === 'name');
      return children
        .filter(({ name }) => name === 'members')
        .map((member) => ({ type: type ? textOf(type) : '', fullName: textOf(member) }));
    });
}

/** A new manifest for these components. */
export function newManifest(components: readonly ComponentRef[], apiVersion: string): Uint8Array {
  const byType = Map.groupBy(components, ({ type }) => type);
  const types = [...byType]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, members]) => {
      const lines = members.map(({ fullName }) => `        <members>${escapeText(fullName)}</members>\n`).sort();
      return `    <types>\n${lines.join('')}        <name>${type}</name>\n    </types>\n`;
    });
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n${types.join('')}    <version>${escapeText(apiVersion)}</version>\n</Package>\n`;
  return new TextEncoder().encode(text);
}

/**
 * Adds the components that a manifest lacks, with the manifest's own line endings. All other bytes stay the same.
 * @throws MetadataUnreadable
 */
export function extendManifest(
  file: { readonly path: string; readonly content: Uint8Array },
  components: readonly ComponentRef[],
): Uint8Array {
  const { text, root, elements } = readElements(file);
  const named = membersOfManifest(file);
  const missing = components.filter(
    ({ type, fullName }) =>
      !named.some((one) => one.type === type && (one.fullName === fullName || one.fullName === '*')),
  );
  if (missing.length === 0) return file.content;
  const lineEnd = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  const added = missing.map(({ type, fullName }) =>
    [
      '    <types>',
      `        <members>${escapeText(fullName)}</members>`,
      `        <name>${type}</name>`,
      '    </types>',
    ].join(lineEnd),
  );
  const last = elements.findLast(({ name }) => name === 'types');
  const at = last ? last.end : root.contentStart;
  return new TextEncoder().encode(`${text.slice(0, at)}${lineEnd}${added.join(lineEnd)}${text.slice(at)}`);
}
