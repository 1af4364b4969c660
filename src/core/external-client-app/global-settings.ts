import type { MetadataFile } from '../model/app.ts';
import type { CertificateAnswer } from '../model/certificate.ts';
import { flowWarnings } from '../words/flow-plan.ts';
import { editOf, type FileEdit, flowFlag, isOn, rotationFlags, setField, withoutSecret } from './file-edit.ts';
import { setElementOf } from './metadata-edit.ts';
import { elementText } from './metadata-xml.ts';

/** Global OAuth settings with their flag at another value, ready to be sent. */
export interface GlobalEdit extends FileEdit {
  /** True where a certificate may be set that this deploy would clear: then nothing may be sent. */
  readonly needsCertificateAnswer: boolean;
  readonly warnings: readonly string[];
}

/**
 * Sets the flow flag of global OAuth settings; null when it has that value already, because then the file is better
 * not sent at all. The consumer secret and rotation flags are never sent; the certificate is sent along.
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

/** Not a change: the app is told again what it has already. */
function withCertificate(edit: FileEdit, pem: string): FileEdit {
  return { ...edit, file: { ...edit.file, content: setElementOf(edit.file, 'certificate', pem) } };
}
