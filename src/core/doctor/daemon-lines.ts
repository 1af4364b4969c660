import type { SelfCheck } from '../model/self-check.ts';
import { linesOf } from '../plain/text.ts';
import type { InstalledService } from '../ports/service-manager.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import type { ChannelGap } from '../reminders/channel-route.ts';
import { doctorTitles } from '../words/doctor.ts';
import { serviceWords } from '../words/doctor-service.ts';
import { selfCheckWords } from '../words/self-check.ts';
import { computerLine, type DoctorLine, errorWords } from './doctor-line.ts';

/** Why the daemon, or the last pass without one, couldn't do its work. */
export function failingLine(words: string, isRunning: boolean): DoctorLine {
  return computerLine('daemon-failing', 'failed', serviceWords.failing(words, isRunning));
}

/** Every line about the background service. */
export function serviceLines(service: InstalledService | KeyturnError | null): readonly DoctorLine[] {
  if (service === null) return [computerLine('service', 'note', serviceWords.none)];
  if (isKeyturnError(service)) return [computerLine('service', 'failed', errorWords(doctorTitles.service, service))];
  const lines = troubles(service);
  return lines.length > 0 ? lines : [computerLine('service', 'ok', serviceWords.fine(service.path, service.word))];
}

function troubles(service: InstalledService): readonly DoctorLine[] {
  const { active, enabled, linger, word, missing, passphraseFile, shutOut, start } = service;
  return linesOf(
    missing.map((path) => computerLine('service-program', 'failed', serviceWords.programGone(path))),
    isKeyturnError(passphraseFile) &&
      computerLine('service-passphrase', 'failed', errorWords(doctorTitles.service, passphraseFile)),
    shutOut.map((target) => computerLine('service-shut-out', 'failed', serviceWords.shutOut(target))),
    active === false && computerLine('service-inactive', 'failed', serviceWords.inactive(word, service)),
    enabled === false && computerLine('service-disabled', 'warning', serviceWords.disabled(start)),
    linger === false && computerLine('service-linger', 'warning', serviceWords.linger),
  );
}

/** Whether somebody can be told that a secret store doesn't open. */
export function channelLines(gap: ChannelGap | undefined): readonly DoctorLine[] {
  if (gap === 'none') return [computerLine('channels-none', 'note', serviceWords.noChannel)];
  return gap === 'secrets-only' ? [computerLine('channels-secrets', 'warning', serviceWords.secretChannels)] : [];
}

/** What to set at the service that expects the heartbeats. */
export function heartbeatLines(names: readonly string[] = []): readonly DoctorLine[] {
  return names.map((name) => computerLine('heartbeat', 'ok', serviceWords.heartbeat(name)));
}

/** The daemon's self-check. Its environment may differ from this terminal's. */
export function insideLines(check: SelfCheck, now: number): readonly DoctorLine[] {
  const problems = [
    ...check.stores.map(({ kind, found }) => ({ id: `inside-${kind}`, org: null, found })),
    ...check.orgs.map(({ org, found }) => ({ id: 'inside-sign-in', org, found })),
  ].flatMap(({ id, org, found }) =>
    found === null ? [] : [computerLine(id, 'failed', serviceWords.insideFailed(org, found, [check.at, now]))],
  );
  if (problems.length > 0) return problems;
  return [computerLine('inside', 'ok', serviceWords.inside(check.at, now, selfCheckWords(check)))];
}
