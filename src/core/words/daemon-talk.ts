import { countOf, linesOf, plainText, sentenceText } from '../plain/text.ts';
import { capital } from './acts.ts';
import { nextCheckWords } from './daemon.ts';

/** What the daemon did for an app. `outcome` is `done`, or the reason code of the error. */
export interface DaemonAct {
  readonly org: string;
  readonly app: string;
  readonly action: string;
  readonly outcome: string;
  /** What needs attention afterwards, with what to do about it; null if nothing does. */
  readonly attention: string | null;
}

/** A notice, and the channels that took it. */
export interface DaemonNotice {
  readonly title: string;
  readonly sentTo: readonly string[];
}

/** What a daemon on a terminal reports. Instants are epoch ms. */
export type DaemonNews =
  | { readonly kind: 'watching'; readonly apps: number; readonly orgs: number }
  | {
      readonly kind: 'tick';
      readonly acts: readonly DaemonAct[];
      readonly notices: readonly DaemonNotice[];
      /** What the tick had to do without. */
      readonly warnings: readonly string[];
      readonly nextAt: number | null;
      readonly now: number;
    }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'busy' }
  | { readonly kind: 'leaving'; readonly isWorking: boolean }
  | { readonly kind: 'left' };

export const daemonTalk = {
  watching: (apps: number, orgs: number) =>
    `✔ The daemon is running and watches ${countOf(apps, 'app')} in ${countOf(orgs, 'org')}. Stop it with Ctrl-C.`,
  watchingNone: '▲ The daemon is running, but no app is watched yet. Start with `keyturn setup`.',
  nothingDue: (next: string | null) => `  Nothing was due${next === null ? '' : `; ${next}`}.`,
  next: (next: string) => `  ${capital(next)}.`,
  notice: (title: string, sentTo: readonly string[]) =>
    sentTo.length === 0 ? `▸ ${title}` : `▸ ${title} (sent to ${sentTo.join(', ')})`,
  failed: (problem: string) => `✖ The check failed: ${problem.replace(/\.$/, '')}.`,
  failedCures: [
    '  Nothing is lost. The daemon tries again within a minute.',
    '  • Run `keyturn doctor` to find the cause.',
  ],
  busy: '  Another keyturn process is checking the apps. The daemon waits for its next turn.',
  finishing: 'Stopping after the current step…',
  stopped: 'The daemon has stopped. It sends no reminders until it runs again: `keyturn daemon`.',
} as const;

/** How a pass of the daemon ended that didn't report its result, or what it did for an app. Phrases for the log. */
export const endedPasses = {
  code: (status: number) => `it ended with exit code ${status}`,
  /** @param code null for the end by a signal */
  process: (code: number | null, said: string) =>
    `its process ended with ${code ?? 'a signal'}: ${plainText(said, 500)}`,
  act: ({ org, app, action, outcome }: Omit<DaemonAct, 'attention'>) =>
    `${org}/${app}: ${action} ended with ${outcome}`,
} as const;

const actWords: Readonly<Record<string, readonly [done: string, failed: string]>> = {
  check: ['checked', "couldn't be checked"],
  look: ['checked', "couldn't be checked"],
  resume: ['its interrupted run was continued', 'its interrupted run stopped again'],
  stage: ['new credentials are staged', 'staging new credentials stopped'],
  restage: ['its staged credentials were replaced before they expire', 'replacing its staged credentials stopped'],
  rotate: ['its credentials were rotated', 'its rotation stopped'],
};

/** What the daemon reports, in lines for a person. */
export function daemonLines(news: DaemonNews): readonly string[] {
  switch (news.kind) {
    case 'watching':
      return [news.apps === 0 ? daemonTalk.watchingNone : daemonTalk.watching(news.apps, news.orgs)];
    case 'tick':
      return tickLines(news);
    case 'failed':
      return [daemonTalk.failed(plainText(news.problem, 400)), ...daemonTalk.failedCures];
    case 'busy':
      return [daemonTalk.busy];
    case 'leaving':
      // After the terminal's own `^C`.
      return news.isWorking ? ['', daemonTalk.finishing] : [''];
    case 'left':
      return [daemonTalk.stopped];
  }
}

function tickLines({ acts, notices, warnings, nextAt, now }: Extract<DaemonNews, { kind: 'tick' }>): readonly string[] {
  const next = nextAt === null ? null : nextCheckWords(nextAt, now);
  const told = linesOf(
    acts.flatMap(actLines),
    notices.map(({ title, sentTo }) =>
      daemonTalk.notice(
        plainText(title, 200),
        sentTo.map((name) => plainText(name)),
      ),
    ),
    warnings.map((warning) => `▲ ${sentenceText(warning)}`),
  );
  return told.length === 0 ? [daemonTalk.nothingDue(next)] : [...told, ...(next ? [daemonTalk.next(next)] : [])];
}

function actLines({ org, app, action, outcome, attention }: DaemonAct): readonly string[] {
  const [done, failed] = actWords[action] ?? [plainText(action), `${plainText(action)} stopped`];
  const place = `${plainText(app)} in ${plainText(org)}`;
  const isDone = outcome === 'done';
  const needs = attention === null ? [] : [`  • ${plainText(attention, 600)}`];
  return [isDone ? `✔ ${place}: ${done}` : `▲ ${place}: ${failed} (${plainText(outcome)})`, ...(isDone ? [] : needs)];
}
