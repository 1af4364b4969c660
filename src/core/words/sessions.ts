import type { EmergencyRun, SessionsEnded } from '../model/emergency-run.ts';
import { countOf, linesOf, plainText } from '../plain/text.ts';

type SessionsSoFar = Pick<EmergencyRun, 'keepsSessions' | 'sessions'>;

const byHand = (user: string) => `end the sessions of ${user} by hand (Setup ▸ Session Management)`;

/** What happened to the live sessions of the app. */
export function sessionSentence({ keepsSessions, sessions }: SessionsSoFar): string {
  if (sessions === null) {
    return keepsSessions
      ? 'Live sessions were kept as requested. A token of the leaked credentials works until its session ends.'
      : 'Live sessions were not ended.';
  }
  if (sessions.isUnlisted) return unlistedSentence(sessions);
  const { ended, undecided, failed } = sessions;
  if (ended + undecided + failed === 0) return 'The app has no live sessions left.';
  const parts = linesOf(
    `${countOf(ended, 'live session')} of the app ended`,
    undecided > 0 && `${undecided} may belong to another app and may still be live`,
    failed > 0 && `${failed} could not be ended and may still be live`,
  );
  return `${parts.join('; ')}.`;
}

export function unlistedSentence({
  ended,
  isUnseen,
  tokenLives,
}: Pick<SessionsEnded, 'ended' | 'isUnseen' | 'tokenLives'>): string {
  const stay = 'Sessions that are left stay live until they end on their own.';
  if (ended === 0 && !isUnseen && tokenLives === null)
    return `The org listed no live session of the app, and may not list all of them. ${stay}`;
  const what = ended > 0 ? `${countOf(ended, 'live session')} of the app ended; others` : 'Live sessions of the app';
  const none = ended > 0 ? '' : ', so none was ended';
  return `${what} could not be listed${none}. ${stay}`;
}

/**
 * What to do about sessions and tokens that may still work, the most urgent first.
 * @param username of the execution user; null if unknown
 */
export function sessionSteps({ keepsSessions, sessions }: SessionsSoFar, username: string | null): readonly string[] {
  const user = username === null ? 'the execution user' : plainText(username, 80);
  if (sessions === null) {
    return linesOf(
      keepsSessions &&
        `Live sessions were kept, and an attacker's may be among them. When you no longer need them, ${byHand(user)}.`,
    );
  }
  const { undecided, failed, isUnlisted } = sessions;
  const left = undecided + failed;
  return linesOf(
    tokenStep(sessions, user) ?? (isUnlisted && `Live sessions could not be listed. To be safe, ${byHand(user)}.`),
    left > 0 &&
      `Check ${countOf(left, 'live session')} of ${user} that ${left === 1 ? 'was' : 'were'} kept or could not be ended: Setup ▸ Session Management.`,
  );
}

function tokenStep({ tokenLives, tokenFormat }: SessionsEnded, user: string): string | null {
  if (tokenLives === false) return null;
  const what = tokenLives
    ? 'A token issued for the leaked credentials still works'
    : "keyturn couldn't verify whether tokens issued for the leaked credentials still work";
  const cure =
    tokenFormat === 'jwt'
      ? "JWT access tokens can't be ended before they expire"
      : `To be safe, ${byHand(user)}. A session that isn't listed there stays live as long as it is used`;
  return `${what}. ${cure}. Salesforce doesn't say whether freezing or deactivating the user ends the access sooner.`;
}

/** Sessions that may or may not belong to the app, and what keyturn did about them. */
export function doubtSentences(found: {
  readonly untold: number;
  readonly undecided: number;
  readonly isUnread: boolean;
  readonly isOnlyAppOfUser: boolean | null;
}): readonly string[] {
  const { untold, undecided, isUnread, isOnlyAppOfUser } = found;
  if (untold === 0) return [];
  const why = isUnread ? "the login history can't be read" : 'the login history has no matching entry';
  const which = `keyturn can't tell whether ${countOf(untold, 'live session')} came through the app (${why})`;
  if (undecided === 0) return [`${which}. Ended anyway, because the execution user runs no other app`];
  const others = isOnlyAppOfUser === null ? 'may run other apps' : 'runs other apps';
  return [`${which}. Kept, because the execution user ${others}`];
}
