import type { FoundProblem } from '../model/self-check.ts';
import { relativeTime } from '../plain/duration.ts';
import { plainText } from '../plain/text.ts';
import { channelGap } from './daemon-notices.ts';
import type { DoctorWords } from './doctor.ts';

const again = 'Run `keyturn daemon install` again. It rewrites the service file.';

/** Lines about the background service, and about what the daemon found from inside it. */
export const serviceWords = {
  none: ['Service', 'no background service is installed'],
  fine: (path: string, word: string | null): DoctorWords => ['Service', `${path}: ${word ?? 'installed'}`],
  programGone: (path: string): DoctorWords => ['Service', `it runs ${path}, which no longer exists`, again],
  shutOut: (target: string): DoctorWords => [
    'Service',
    `it was installed before ${plainText(target)} was added, and can't deliver there`,
    again,
  ],
  inactive: (word: string | null, { start, log }: { readonly start: string; readonly log: string }): DoctorWords => [
    'Service',
    `installed, but not running (${word ?? 'state unknown'})`,
    `Start it: \`${start}\`. See why it stopped: \`${log}\``,
  ],
  disabled: (start: string): DoctorWords => ['Service', "it doesn't start automatically", `Run \`${start}\`.`],
  linger: [
    'Service',
    'it stops when this user signs out, and starts at the next sign-in',
    'To keep it running: `loginctl enable-linger`',
  ],
  failing: (words: string, isRunning: boolean): DoctorWords => [
    'Daemon',
    words,
    isRunning
      ? 'Fix the problem. The daemon tries again at its next check; `keyturn daemon --once` tries now.'
      : 'Fix the problem, then run `keyturn daemon --once`.',
  ],
  noChannel: ['Channels', ...channelGap.none],
  secretChannels: ['Channels', ...channelGap.secretsOnly],
  heartbeat: (name: string): DoctorWords => [
    'Heartbeat',
    `${plainText(name)}: a request after each good pass, at least daily. Set a period of 1 day and a grace time of 2 hours at the service`,
  ],
  inside: (checkedAt: number, now: number, words: string): DoctorWords => [
    'In the daemon',
    `${insideSince(checkedAt, now)}: ${words}`,
  ],
  insideFailed: (
    org: string | null,
    { problem, cure }: FoundProblem,
    [checkedAt, now]: readonly [number, number],
  ): DoctorWords => [
    'In the daemon',
    `${org === null ? '' : `${plainText(org)}: `}${problem} (${insideSince(checkedAt, now)})`,
    cure,
  ],
} as const;

function insideSince(checkedAt: number, now: number): string {
  return `checked ${relativeTime(checkedAt, now)} from inside the daemon`;
}
