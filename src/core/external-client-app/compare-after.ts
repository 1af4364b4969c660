import type { MetadataFile } from '../model/app.ts';
import { commaList, plainText } from '../plain/text.ts';
import type { Mismatch } from '../words/app-problems.ts';
import { flowUser, sameUsername } from './file-edit.ts';
import { type MetadataElement, readElements } from './metadata-xml.ts';

/** Elements that a retrieve hides, or that the org fills in or resets after use. */
const notCompared = new Set([
  'certificate',
  'consumerKey',
  'consumerSecret',
  'oauthLink',
  'orgScopedExternalApp',
  'shouldRotateConsumerKey',
  'shouldRotateConsumerSecret',
]);

/** Boolean elements of these types that default to true. All others default to false. */
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
 * Compares the deployed files with what the org shows afterwards, by the meaning of their elements and not by bytes. Elements
 * that only the org has are ignored: it fills in defaults.
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

/** Whether the value is the default, so that leaving the element out means the same. */
export function isDefault(field: string, { text, children }: Pick<MetadataElement, 'text' | 'children'>): boolean {
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
