import { strToU8, type Zippable, zipSync } from 'fflate';
import { outsideText } from '../../plain/outside-text.ts';
import { answerProblems } from '../../words/org-answers.ts';
import { zipEntries } from './zip-entries.ts';

/** Limits for unpacked sizes. An app's files have a few kilobytes each. */
const mostBytes = 20 * 1024 * 1024;
const mostBytesPerFile = 5 * 1024 * 1024;
const mostFiles = 10_000;

/** A fixed time makes equal packages equal bytes. The zip format starts at 1980. */
const entryTime = '1980-01-01T00:00:00';

export class PackageUnsafe extends Error {
  override readonly name = 'PackageUnsafe';
}

/** Members by metadata type, as a manifest lists them. */
export type Members = ReadonlyMap<string, readonly string[]>;

export function membersOf(components: readonly { type: string; fullName: string }[]): Members {
  const byType = Map.groupBy(components, ({ type }) => type);
  return new Map([...byType].map(([type, some]) => [type, some.map(({ fullName }) => fullName)]));
}

/** A `package.xml` that names these members. */
export function manifest(members: Members, apiVersion: string): string {
  const types = [...members].sort().map(([type, names]) => {
    const lines = [...new Set(names)].sort().map((name) => `        <members>${escapeXml(name)}</members>\n`);
    return `    <types>\n${lines.join('')}        <name>${escapeXml(type)}</name>\n    </types>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n${types.join('')}    <version>${escapeXml(apiVersion)}</version>\n</Package>\n`;
}

function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The package as one zip, its manifest at the root. */
export function zipPackage(files: readonly { path: string; content: Uint8Array }[], packageXml: string): Uint8Array {
  const entries: Zippable = { 'package.xml': strToU8(packageXml) };
  for (const { path, content } of files) entries[path] = content;
  return zipSync(entries, { level: 6, mtime: entryTime });
}

/**
 * The files of a retrieved zip by path inside the package (without `unpackaged/`), without folders.
 * @throws PackageUnsafe for a path that leads out of the package, or a zip too large for an app
 */
export function unzipPackage(zip: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const entries = zipEntries(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength));
  for (const { name } of entries) refuseEscape(name);
  const files = entries.filter(({ name }) => !name.endsWith('/'));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const isTooLarge = files.length > mostFiles || bytes > mostBytes || files.some(({ size }) => size > mostBytesPerFile);
  if (isTooLarge) throw new PackageUnsafe(answerProblems.zipTooLarge);
  return new Map(files.map((file) => [file.name.replace(/^unpackaged\//, ''), file.content()]));
}

function refuseEscape(name: string): void {
  const escapes = name.startsWith('/') || name.includes('\\') || /^[A-Za-z]:/.test(name) || /[\p{Cc}]/u.test(name);
  if (escapes || name.split('/').includes('..')) {
    throw new PackageUnsafe(answerProblems.zipPath(outsideText(name, 100)));
  }
}
