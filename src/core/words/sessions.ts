import type { EmergencyRun, SessionsEnded } from '../model/emergency-run.ts';
import { countOf, linesOf } from '../plain/text.ts';

type SessionsSoFar = Pick<EmergencyRun, 'keepsSessions' | 'sessions'>;

/** Where a person sees and ends sessions. */
const byHand = 'end the sessions of the execution user by hand (Setup ▸ Session Management)';

/** What became of the live sessions of the app, without a mark of success where none is due. */
export function sessionSentence({ keepsSessions, sessions }: SessionsSoFar): string {
  if (sessions === null) {
    return keepsSessions
      ? 'Live sessions were kept on request: whoever has a token of the leaked pair goes on until it ends by itself.'
      : 'Live sessions were not ended.';
  }
  if (sessions.isUnlisted) return unlistedSentence(sessions);
  const { ended, undecided, failed } = sessions;
  if (ended + undecided + failed === 0) return 'No live session of the app was left.';
  const parts = linesOf(
    `${countOf(ended, 'live session')} of the app ended`,
    undecided > 0 && `${undecided} can’t be told apart and may live on`,
    failed > 0 && `${failed} could not be ended and may live on`,
  );
  return `${parts.join('; ')}.`;
}

export function unlistedSentence({ ended }: Pick<SessionsEnded, 'ended'>): string {
  const what = ended > 0 ? `${countOf(ended, 'live session')} of the app ended; others` : 'Live sessions of the app';
  const none = ended > 0 ? '' : ', so none was ended';
  return `${what} could not be listed${none}: whoever is signed in stays so until the session ends by itself.`;
}

/** What a person does about sessions and tokens that may live on, the most urgent first. */
export function sessionSteps({ keepsSessions, sessions }: SessionsSoFar): readonly string[] {
  if (sessions === null) {
    return linesOf(
      keepsSessions && `Live sessions were kept, and an attacker’s may be among them: when they may end, ${byHand}.`,
    );
  }
  const { undecided, failed, isUnlisted } = sessions;
  const left = undecided + failed;
  return linesOf(
    tokenStep(sessions) ?? (isUnlisted && `Live sessions could not be listed: ${byHand}.`),
    left > 0 &&
      `Look at ${countOf(left, 'live session')} that ${left === 1 ? 'was' : 'were'} left alone or could not be ended: Setup ▸ Session Management.`,
  );
}

function tokenStep({ tokenLives, tokenFormat }: SessionsEnded): string | null {
  if (tokenLives === false) return null;
  const what = tokenLives
    ? 'A token that was issued for the leaked pair still works'
    : 'Nobody could see whether tokens that were issued for the leaked pair still work';
  const cure =
    tokenFormat === 'jwt'
      ? 'in JWT form, so that nobody can end it before it expires'
      : `${byHand}; what isn’t listed there lives on for as long as it is used`;
  return `${what}: ${cure}. Whether freezing or deactivating the user ends it sooner, Salesforce doesn’t say.`;
}

/** Whether sessions came through the app, where that can't be told, and what was done about them. */
export function doubtSentences(found: {
  readonly untold: number;
  readonly undecided: number;
  readonly isUnread: boolean;
  readonly isOnlyAppOfUser: boolean | null;
}): readonly string[] {
  const { untold, undecided, isUnread, isOnlyAppOfUser } = found;
  if (untold === 0) return [];
  const why = isUnread ? 'the login history can’t be read' : 'the login history has no line of it';
  const which = `Whether ${countOf(untold, 'live session')} came through the app can’t be told (${why})`;
  if (undecided === 0) return [`${which}: ended all the same, because the execution user runs no other app`];
  const others = isOnlyAppOfUser === null ? 'may run other apps' : 'runs other apps';
  return [`${which}: left alone, because the execution user ${others}`];
}
