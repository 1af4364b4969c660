import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files below a folder that contain a text in UTF-8, UTF-16, base64 or hex. Used to search for leaked secrets. */
export function filesHolding(folder: string, text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const forms = [
    bytes,
    Buffer.from(text, 'utf16le'),
    Buffer.from(bytes.toString('base64')),
    Buffer.from(bytes.toString('hex')),
  ];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path);
      return forms.some((form) => content.includes(form));
    });
}
