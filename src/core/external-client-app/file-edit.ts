import type { FieldChange, MetadataFile } from '../model/app.ts';
import { plainText } from '../plain/text.ts';
import { removeElementOf, setElementOf } from './metadata-edit.ts';
import { elementText, readElements } from './metadata-xml.ts';

/** The element on both sides that turns the client credentials flow on; it runs only when both have it. */
export const flowFlag = 'isClientCredentialsFlowEnabled';
/** Username of the execution user, in the OAuth policies. */
export const flowUser = 'clientCredentialsFlowUser';
/** A deploy that carries one of these as true makes a new key or secret at once. */
export const rotationFlags = ['shouldRotateConsumerKey', 'shouldRotateConsumerSecret'] as const;

/** A file on its way to be deployed, with the lines of the plan that say what is different in it. */
export interface FileEdit {
  readonly file: MetadataFile;
  readonly changes: readonly FieldChange[];
}

export function editOf(file: MetadataFile): FileEdit {
  return { file, changes: [] };
}

/** Sets an element and notes it as a change; an element that says the same already stays as it is. */
export function setField(edit: FileEdit, field: string, to: string): FileEdit {
  const from = elementText(edit.file, field);
  if (from === to) return edit;
  return {
    file: { ...edit.file, content: setElementOf(edit.file, field, to) },
    changes: [...edit.changes, changeOf(edit.file, field, { from, to })],
  };
}

/** Takes an element out and notes it as a change to nothing. */
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

/** Of a file that is made anew every element is a change. */
export function newChanges(file: MetadataFile): readonly FieldChange[] {
  return readElements(file).elements.map(({ name, text }) => changeOf(file, name, { from: null, to: text }));
}

/** A file without its consumer secret, real or masked: it is never sent, kept or shown. */
export function withoutSecret(file: MetadataFile): MetadataFile {
  const content = removeElementOf(file, 'consumerSecret');
  return content === file.content ? file : { ...file, content };
}

/** Whether a boolean element says true; false where it is missing. */
export function isOn(file: MetadataFile, field: string): boolean {
  return elementText(file, field)?.toLowerCase() === 'true';
}

/** Salesforce compares usernames without case. */
export function sameUsername(one: string | null, other: string | null): boolean {
  return (one ?? '').trim().toLowerCase() === (other ?? '').trim().toLowerCase();
}
