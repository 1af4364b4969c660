import type { WatchedApp } from '../model/watched-app.ts';
import { idKey } from '../plain/ids.ts';
import type { LiveSession, LoginEntry } from '../ports/ports.ts';
import { doubtSentences } from '../words/sessions.ts';

/** How the login history calls the flow that this is about. */
const clientCredentialsSubType = 'OauthClientCredentials';

export interface SessionsDecision {
  /** Ids of sessions. */
  readonly toEnd: readonly string[];
  /** How many may or may not have come through the app, and are left alone. */
  readonly undecided: number;
  /** What could not be told, in words. */
  readonly problems: readonly string[];
}

export type AppNames = Pick<WatchedApp, 'label' | 'app'>;

interface Known {
  readonly sessions: readonly LiveSession[];
  /** null where the login history can't be read. */
  readonly signIns: readonly LoginEntry[] | null;
  readonly appNames: AppNames;
  /** Whether the execution user runs this app alone; null where the org doesn't tell. */
  readonly isOnlyAppOfUser: boolean | null;
}

/**
 * Which live sessions of the execution user came through the app. A session names no app: it is known by its line of the
 * login history alone (contract §5.6). One that can't be told is ended only where the user runs nothing but this app, so that
 * nothing else can be harmed. A line tells of the last sign-in: an older user of a shared session does not stand in it.
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

/** The login history names an app by its label. */
export function isOfApp({ label, app }: AppNames, application: string): boolean {
  return application === label || application === app;
}

/** An app that has the name of another one as its label can't be told from it: the sub-type at least has to fit. */
export function isThroughApp(names: AppNames, { application, loginSubType }: LoginEntry): boolean {
  return isOfApp(names, application) && loginSubType === clientCredentialsSubType;
}
