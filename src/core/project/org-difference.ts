import { compareAfter, isDefault } from '../external-client-app/compare-after.ts';
import { changeOf, newChanges } from '../external-client-app/file-edit.ts';
import { type MetadataElement, readElements } from '../external-client-app/metadata-xml.ts';
import { policyDefaults } from '../external-client-app/new-oauth-policy.ts';
import type { FieldChange, MetadataFile } from '../model/app.ts';

/** Elements that the org fills in, whatever the file says. */
const hiddenOrOwn = new Set(['consumerKey', 'consumerSecret', 'label', 'oauthLink', 'orgScopedExternalApp']);

/** What a deploy of the file changes in the org, element by element, including elements it resets because the file lacks them. */
export function changesOf(file: MetadataFile, inOrg: MetadataFile | null): readonly FieldChange[] {
  if (!inOrg) return newChanges(file);
  const set = compareAfter([file], [inOrg]).flatMap(({ field, expected, actual }) =>
    field === null || expected === null ? [] : [changeOf(file, field, { from: actual, to: expected })],
  );
  const kept = new Set(readElements(file).elements.map(({ name }) => name));
  const reset = readElements(inOrg).elements.filter(
    (element) => !kept.has(element.name) && !hiddenOrOwn.has(element.name) && !isUsual(file.type, element),
  );
  return [
    ...set,
    ...reset.map(({ name, text, children }) =>
      changeOf(file, name, { from: children.length > 0 ? '…' : text.trim(), to: '' }),
    ),
  ];
}

/** Whether Salesforce gives the element this value where a file leaves it out. */
function isUsual(type: MetadataFile['type'], element: MetadataElement): boolean {
  if (isDefault(element.name, element)) return true;
  const usual: Readonly<Record<string, string>> = type === 'ExtlClntAppOauthConfigurablePolicies' ? policyDefaults : {};
  return element.text.trim() === usual[element.name];
}
