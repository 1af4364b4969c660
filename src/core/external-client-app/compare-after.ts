import type { MetadataFile } from '../model/app.ts';
import { commaList, plainText } from '../plain/text.ts';
import type { Mismatch } from '../words/app-problems.ts';
import { flowUser, sameUsername } from './file-edit.ts';
import { type MetadataElement, readElements } from './metadata-xml.ts';

/** Hidden by retrieve, filled in by the org, or reset by it after use. */
const notCompared = new Set([
  'certificate',
  'consumerKey',
  'consumerSecret',
  'oauthLink',
  'orgScopedExternalApp',
  'shouldRotateConsumerKey',
  'shouldRotateConsumerSecret',
]);

/** Booleans of these types that are true where they are left out; all others are false. */
const trueByDefault = new Set([
  'isCanvasPluginEnabled',
  'isEnabled',
  'isMobilePluginEnabled',
  'isNotificationPluginEnabled',
  'isOauthPluginEnabled',
  'isPkceRequired',
  'isPushPluginEnabled',
  'isSamlPluginEnabled',
  'isSecretRequiredForRefreshToken',
]);

/**
 * Compares what was deployed with what the org shows afterwards: by elements and their meaning, not by bytes. Elements
 * that only the org has are its own business (defaults it fills in).
 * @throws MetadataUnreadable
 */
export function compareAfter(
  planned: readonly MetadataFile[],
  retrieved: readonly MetadataFile[],
): readonly Mismatch[] {
  return planned.flatMap((file): readonly Mismatch[] => {
    const other = retrieved.find(({ type, fullName }) => type === file.type && fullName === file.fullName);
    if (other) return compareFiles(file, other);
    return [{ component: file.fullName, field: null, expected: null, actual: null }];
  });
}

function compareFiles(planned: MetadataFile, retrieved: MetadataFile): readonly Mismatch[] {
  const wanted = byName(readElements(planned).elements);
  const found = byName(readElements(retrieved).elements);
  const mismatches: Mismatch[] = [];
  for (const [field, elements] of wanted) {
    if (notCompared.has(field)) continue;
    const others = found.get(field) ?? [];
    if (isSameValue(field, elements, others)) continue;
    mismatches.push({
      component: planned.fullName,
      field,
      expected: shownValue(elements),
      actual: others.length > 0 ? shownValue(others) : null,
    });
  }
  return mismatches;
}

function isSameValue(field: string, wanted: readonly MetadataElement[], found: readonly MetadataElement[]): boolean {
  if (found.length === 0) return wanted.every((element) => isDefault(field, element));
  if (field === flowUser) return sameUsername(wanted[0]?.text ?? null, found[0]?.text ?? null);
  const sorted = (elements: readonly MetadataElement[]) =>
    elements.map((element) => JSON.stringify(meaningOf(element))).sort();
  return sorted(wanted).join('\n') === sorted(found).join('\n');
}

/** Whether leaving the element out means the same as its value. */
function isDefault(field: string, { text, children }: MetadataElement): boolean {
  const value = text.trim().toLowerCase();
  if (children.length > 0) return false;
  return value === '' || value === String(trueByDefault.has(field));
}

function meaningOf({ name, text, children }: MetadataElement): unknown {
  if (children.length > 0) return [name, children.map((child) => JSON.stringify(meaningOf(child))).sort()];
  const value = text.trim().replace(/\s+/g, ' ');
  if (/^(true|false)$/i.test(value)) return [name, value.toLowerCase()];
  if (!name.startsWith('commaSeparated')) return [name, value];
  return [name, commaList(value).toSorted()];
}

function byName(elements: readonly MetadataElement[]): Map<string, MetadataElement[]> {
  return Map.groupBy(elements, ({ name }) => name);
}

function shownValue(elements: readonly MetadataElement[]): string {
  return plainText(elements.map(({ text, children }) => (children.length > 0 ? '…' : text.trim())).join(', '));
}
