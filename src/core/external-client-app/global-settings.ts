import type { MetadataFile } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import { flowWarnings } from '../words/flow-plan.ts';
import { editOf, type FileEdit, flowFlag, isOn, rotationFlags, setField, withoutSecret } from './file-edit.ts';
import { setElementOf } from './metadata-edit.ts';
import { elementText } from './metadata-xml.ts';

/** Global OAuth settings with a new value of the flow flag, ready to deploy. */
export interface GlobalEdit extends FileEdit {
  /** True if the app may have a certificate that this deploy would clear: then the file must not be deployed. */
  readonly needsCertificateAnswer: boolean;
  readonly warnings: readonly string[];
}

/**
 * Sets the flow flag of global OAuth settings. Null if it already has that value: then the file isn't deployed at all. The result
 * includes the certificate, but never the consumer secret or a rotation flag.
 * @throws MetadataUnreadable
 */
export function editGlobalFlag(
  file: MetadataFile,
  isEnabled: boolean,
  certificate: CertificateAnswer,
): GlobalEdit | null {
  if (isOn(file, flowFlag) === isEnabled) return null;
  const warnings: string[] = [];
  let edit = setField(editOf(withoutSecret(file)), flowFlag, String(isEnabled));
  for (const flag of rotationFlags) {
    if (!isOn(file, flag)) continue;
    edit = setField(edit, flag, 'false');
    warnings.push(flowWarnings.rotates(flag, file.fullName));
  }
  const shown = elementText(file, 'certificate');
  if (shown) return { ...edit, needsCertificateAnswer: false, warnings };
  if (certificate === 'none') {
    warnings.push(flowWarnings.noCertificate(file.fullName));
  }
  return {
    ...(typeof certificate === 'object' ? withCertificate(edit, certificate.pem) : edit),
    needsCertificateAnswer: certificate === 'unknown',
    warnings,
  };
}

/** Adds the certificate without recording a change, because the app already has it. */
function withCertificate(edit: FileEdit, pem: string): FileEdit {
  return { ...edit, file: { ...edit.file, content: setElementOf(edit.file, 'certificate', pem) } };
}
