import { plainText } from '../plain/text.ts';
import type { InstalledService } from '../ports/service-manager.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import { type DoctorLine, fromError, machineLine } from './line.ts';

const again = 'Run `keyturn daemon install` again: it makes the service file anew.';

/** Every line about the service that runs the daemon. */
export function serviceLines(service: InstalledService | KeyturnError | null): readonly DoctorLine[] {
  if (service === null) {
    return [machineLine('service', 'Service', { status: 'note', finding: 'nothing watches in the background' })];
  }
  if (isKeyturnError(service)) return [machineLine('service', 'Service', fromError(service))];
  const lines = troubles(service);
  if (lines.length > 0) return lines;
  return [
    machineLine('service', 'Service', { status: 'ok', finding: `${service.path}: ${service.word ?? 'installed'}` }),
  ];
}

function troubles(service: InstalledService): readonly DoctorLine[] {
  const { active, enabled, linger, word, missing, passphraseFile, shutOut, start, log } = service;
  const line = (id: string, status: DoctorLine['status'], told: { finding: string; cure: string }) =>
    machineLine(`service-${id}`, 'Service', { status, ...told });
  return [
    ...missing.map((path) => line('program', 'failed', { finding: `it runs ${path}, which is gone`, cure: again })),
    ...(isKeyturnError(passphraseFile)
      ? [machineLine('service-passphrase', 'Service', fromError(passphraseFile))]
      : []),
    ...shutOut.map((target) =>
      line('shut-out', 'failed', {
        finding: `it was installed before ${plainText(target)} was named, and can’t deliver there`,
        cure: again,
      }),
    ),
    ...(active === false
      ? [
          line('inactive', 'failed', {
            finding: `it is installed, but does not run (${word ?? 'no state is told'})`,
            cure: `\`${start}\`; why it stopped: \`${log}\``,
          }),
        ]
      : []),
    ...(enabled === false
      ? [line('disabled', 'warning', { finding: 'it does not start by itself', cure: `\`${start}\`` })]
      : []),
    ...(linger === false
      ? [
          line('linger', 'warning', {
            finding: 'it ends when this user signs out, and starts only at the next sign-in',
            cure: '`loginctl enable-linger` keeps it running.',
          }),
        ]
      : []),
  ];
}
