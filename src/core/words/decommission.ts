import { lastSeenOf, type TurnedOff } from '../model/decommission.ts';
import { nameList, plainText } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';

export const decommissionWords = {
  ends: (app: string) => `This ends ${app}: nothing gets a token with its credentials any more`,
  unseenSwitch: { flow: 'whether OAuth is off', freeze: 'whether the execution user is frozen' },
  unseenSlot: 'the staging slot',
  notRestored: {
    slot: 'The staged or previous credentials were deleted and stay deleted.',
    files: 'The credentials were removed from delivered files. Deliver them again by hand, or with the next rotation.',
    sessions: 'Live sessions were ended. Consumers get a new token with the next request.',
  },
  notStored: "they aren't in the secret store",
  isOff: 'This app is being decommissioned, and OAuth is off for it: nobody gets a new token with its credentials.',
  wasOff:
    'This app is being decommissioned, and OAuth was off when keyturn last looked. Its consumers have no access unless somebody has turned OAuth on since.',
  openAgain:
    'This app is being decommissioned, but OAuth was on when keyturn last looked: its credentials may get tokens.',
  closeAgain: (app: string) => `Continue, which turns OAuth off again: \`keyturn resume ${app}\`.`,
  notFrozen: (others: readonly string[]) =>
    `The execution user isn't frozen, because other apps run as the same user now: ${nameList(others)}`,
  mayBeOff: 'OAuth may be off for this app, because it is being decommissioned.',
} as const;

/** What keyturn knows of the access to an app that is being decommissioned. */
export function endingAccess(flow: TurnedOff): string {
  const { mayBeOff, openAgain, wasOff } = decommissionWords;
  return { unseen: mayBeOff, on: openAgain, off: wasOff }[lastSeenOf(flow)];
}

/** `ERP_Bridge was decommissioned on 2026-11-30. Report: /…`. */
export function decommissionedWords(end: {
  readonly app: string;
  readonly at: number;
  readonly report: string | null;
}): string {
  const report = end.report === null ? '' : ` Report: ${plainText(end.report, 400)}`;
  return `${plainText(end.app)} was decommissioned on ${isoDay(end.at)}.${report}`;
}

/** For a command that names such an app. */
export function endedForGood(end: Parameters<typeof decommissionedWords>[0]): string {
  return `${decommissionedWords({ ...end, report: null })} \`--back\` is only possible until then. \`keyturn status --all\` names the report.`;
}
