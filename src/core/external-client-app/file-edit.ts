import type { FieldChange, MetadataFile } from '../model/app.ts';
import { plainText } from '../plain/text.ts';
import { removeElementOf, setElementOf } from './metadata-edit.ts';
import { elementText, readElements } from './metadata-xml.ts';

/** The element that turns the flow on, in the global settings and in the policies. The flow needs both. */
export const flowFlag = 'isClientCredentialsFlowEnabled';
/** The element of the OAuth policies with the execution user's username. */
export const flowUser = 'clientCredentialsFlowUser';
/** If one of these is true in a deploy, Salesforce immediately replaces the key or secret. */
export const rotationFlags = ['shouldRotateConsumerKey', 'shouldRotateConsumerSecret'] as const;

/** A file to deploy, with its changes for the plan. */
export interface FileEdit {
  readonly file: MetadataFile;
  readonly changes: readonly FieldChange[];
}

export function editOf(file: MetadataFile): FileEdit {
  return { file, changes: [] };
}

/** Sets an element and records the change. Does nothing if the element already has that value. */
export function setField(edit: FileEdit, field: string, to: string): FileEdit {
  const from = elementText(edit.file, field);
  if (from === to) return edit;
  return {
    file: { ...edit.file, content: setElementOf(edit.file, field, to) },
    changes: [...edit.changes, changeOf(edit.file, field, { from, to })],
  };
}

/** Removes an element and records the change. */
export function clearField(edit: FileEdit, field: string): FileEdit {
  const from = elementText(edit.file, field);
  if (from === null) return edit;
  return {
    file: { ...edit.file, content: removeElementOf(edit.file, field) },
    changes: [...edit.changes, changeOf(edit.file, field, { from, to: '' })],
  };
}

export function changeOf(
  file: MetadataFile,
  field: string,
  { from, to }: { readonly from: string | null; readonly to: string },
): FieldChange {
  return {
    component: file.fullName,
    type: file.type,
    field,
    from: from === null ? null : plainText(from),
    to: plainText(to),
  };
}

/** The changes of a new file: every element. */
export function newChanges(file: MetadataFile): readonly FieldChange[] {
  return readElements(file).elements.map(({ name, text }) => changeOf(file, name, { from: null, to: text }));
}

/** The file without its consumer secret, real or masked. The secret is never sent, kept or shown. */
export function withoutSecret(file: MetadataFile): MetadataFile {
  const content = removeElementOf(file, 'consumerSecret');
  return content === file.content ? file : { ...file, content };
}

/** Whether a boolean element is true; false if it is missing. */
export function isOn(file: MetadataFile, field: string): boolean {
  return elementText(file, field)?.toLowerCase() === 'true';
}

/** Salesforce ignores case in usernames. */
export function sameUsername(one: string | null, other: string | null): boolean {
  return (one ?? '').trim().toLowerCase() === (other ?? '').trim().toLowerCase();
}
