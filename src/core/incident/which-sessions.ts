import type { WatchedApp } from '../model/watched-app.ts';
import { idKey } from '../plain/ids.ts';
import type { LiveSession, LoginEntry } from '../ports/ports.ts';
import { doubtSentences } from '../words/sessions.ts';

/** The name of the client credentials flow in the login history. */
const clientCredentialsSubType = 'OauthClientCredentials';

export interface SessionsDecision {
  /** Session ids. */
  readonly toEnd: readonly string[];
  /** The number of sessions that may have come through the app, and are kept. */
  readonly undecided: number;
  /** What is unclear, in words. */
  readonly problems: readonly string[];
}

export type AppNames = Pick<WatchedApp, 'label' | 'app'>;

interface Known {
  readonly sessions: readonly LiveSession[];
  /** null when the login history can't be read. */
  readonly signIns: readonly LoginEntry[] | null;
  readonly appNames: AppNames;
  /** Whether the execution user runs only this app; null when the org doesn't say. */
  readonly isOnlyAppOfUser: boolean | null;
}

/**
 * The live sessions of the execution user that came through the app. A session names no app; only its line in the login
 * history does (contract §5.6). An unclear session is ended only if the user runs no other app, so that nothing else breaks.
 * A line shows the last sign-in only, not earlier users of a shared session.
 */
export function decideSessions({ sessions, signIns, appNames, isOnlyAppOfUser }: Known): SessionsDecision {
  const byId = new Map((signIns ?? []).map((entry) => [idKey(entry.id), entry]));
  const toEnd: string[] = [];
  let untold = 0;
  for (const { id, loginHistoryId } of sessions) {
    const entry = loginHistoryId === null ? undefined : byId.get(idKey(loginHistoryId));
    if (entry === undefined) untold += 1;
    if (entry ? isThroughApp(appNames, entry) : isOnlyAppOfUser === true) toEnd.push(id);
  }
  const undecided = isOnlyAppOfUser === true ? 0 : untold;
  return {
    toEnd,
    undecided,
    problems: doubtSentences({ untold, undecided, isUnread: signIns === null, isOnlyAppOfUser }),
  };
}

/** The login history shows the label of an app. */
export function isOfApp({ label, app }: AppNames, application: string): boolean {
  return application === label || application === app;
}

/** Apps may share a label, so the sub-type must match, too. */
export function isThroughApp(names: AppNames, { application, loginSubType }: LoginEntry): boolean {
  return isOfApp(names, application) && loginSubType === clientCredentialsSubType;
}
