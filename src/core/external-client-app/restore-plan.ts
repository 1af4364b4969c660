import type { ComponentRef, FieldChange, MetadataFile } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import { clearField, editOf, type FileEdit, flowFlag, flowUser, isOn, setField } from './file-edit.ts';
import { editGlobalFlag } from './global-settings.ts';
import { elementText } from './metadata-xml.ts';

export interface RestoreRequest {
  readonly preImages: readonly MetadataFile[];
  /** The deployed components as the org has them now. keyturn created those without a pre-image. */
  readonly current: readonly MetadataFile[];
  readonly certificate: CertificateAnswer;
}

export interface RestorePlan {
  readonly changes: readonly FieldChange[];
  /** Policies first, so that the flow is off before anything else changes. Empty while `needsCertificateAnswer`. */
  readonly files: readonly MetadataFile[];
  readonly needsCertificateAnswer: boolean;
  readonly warnings: readonly string[];
}

/**
 * Plans how to undo a deploy. Only the flow's own elements return to the pre-images, on top of the org's current files, so
 * changes by others stay. For components that keyturn created, the flow is turned off. Nothing is deleted.
 * @throws MetadataUnreadable
 */
export function restorePlan({ preImages, current, certificate }: RestoreRequest): RestorePlan {
  const edits: FileEdit[] = [];
  const warnings: string[] = [];
  let needsCertificateAnswer = false;
  for (const file of current) {
    const before = preImages.find((image) => isSameComponent(image, file)) ?? null;
    if (file.type === 'ExtlClntAppOauthConfigurablePolicies') edits.unshift(restorePolicy(file, before));
    if (file.type !== 'ExtlClntAppGlobalOauthSettings') continue;
    const edit = editGlobalFlag(file, before !== null && isOn(before, flowFlag), certificate);
    if (!edit) continue;
    edits.push(edit);
    warnings.push(...edit.warnings);
    needsCertificateAnswer ||= edit.needsCertificateAnswer;
  }
  const changed = edits.filter((edit) => edit.changes.length > 0);
  return {
    changes: changed.flatMap((edit) => edit.changes),
    files: needsCertificateAnswer ? [] : changed.map((edit) => edit.file),
    needsCertificateAnswer,
    warnings,
  };
}

function restorePolicy(file: MetadataFile, before: MetadataFile | null): FileEdit {
  const wasOn = before !== null && isOn(before, flowFlag);
  // Set even if the element was missing before: an org that merges files would otherwise keep the flow on.
  const flagged = isOn(file, flowFlag) === wasOn ? editOf(file) : setField(editOf(file), flowFlag, String(wasOn));
  if (before === null) return flagged;
  const user = elementText(before, flowUser);
  return user ? setField(flagged, flowUser, user) : clearField(flagged, flowUser);
}

function isSameComponent(one: ComponentRef, other: ComponentRef): boolean {
  return one.type === other.type && one.fullName === other.fullName;
}
