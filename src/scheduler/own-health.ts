import { orgTrouble } from '../core/automation/org-trouble.ts';
import { standingTrouble } from '../core/automation/standing-trouble.ts';
import type { DaemonHealth } from '../core/model/daemon-health.ts';
import type { Notice } from '../core/model/notice.ts';
import type { OperatePorts } from '../core/operate/operate-request.ts';
import { day } from '../core/plain/time.ts';
import type { State } from '../core/ports/ports.ts';
import {
  type DaemonFindings,
  daemonNotices,
  nextDaemonStep,
  problemsOf,
  troublesAfter,
} from '../core/reminders/daemon-matters.ts';
import { passProblems } from '../core/words/daemon-notices.ts';
import { type AsOfNow, type Post, type SentMessage, sendOutgoing, wordedNotice } from './send.ts';

export interface HealthPorts {
  readonly operate: OperatePorts;
  readonly post: Post;
  /** Notices about the daemon, for channels that may still take them. */
  readonly addressOwn: (fresh: readonly Notice[], failing: readonly string[]) => ReturnType<Post['address']>;
  readonly host: string;
  readonly heartbeats: readonly { readonly name: string }[];
}

/** What a pass leaves behind. */
export interface PassHealth {
  /** Why the pass wasn't good. Empty if it was. */
  readonly problems: readonly string[];
  readonly notices: readonly Notice[];
  readonly sent: readonly SentMessage[];
  /** When the daemon must work again on behalf of itself; null if nothing is due. */
  readonly nextAt: number | null;
}

/**
 * Compares what a pass found with what was known to keep the daemon from its work, and reports what is new or still so.
 * @param pass.didWork the pass looked at apps
 */
export async function reportHealth(
  { operate, post, addressOwn, host, heartbeats }: HealthPorts,
  pass: {
    readonly sent: readonly SentMessage[];
    readonly didWork: boolean;
    /** @param told the notices that this pass has just made */
    readonly asOfNow: (told: readonly Notice[]) => AsOfNow;
  },
): Promise<PassHealth> {
  const { state, clock } = operate;
  const [check, setAside, isBlind] = await Promise.all([
    state.daemon.lastCheck(),
    state.health.setAside(),
    pass.didWork ? seesNoOrg(state) : null,
  ]);
  const channels = post.notifiers.map(({ name }) => name);
  const found = {
    stores: check?.stores ?? [],
    setAside,
    unconfirmed: state.installation.unconfirmed(),
    channels: [...channels, ...heartbeats.map(({ name }) => name)],
    setAsideCure: passProblems.setAsideCure,
    isBlind,
    // The service expects one at least daily, also if no app is watched.
    beatsDaily: heartbeats.length > 0,
  };
  const ofChannels = (sent: readonly SentMessage[]) => sent.filter(({ isToContact }) => !isToContact);
  const known = healthAfter(await state.health.read(), { ...found, sent: ofChannels(pass.sent) }, clock.now());
  const failing = known.troubles.flatMap((one) => (one.kind === 'channel-failing' ? [one.subject] : []));
  const notices = daemonNotices(known, clock.now(), host).map((notice) => wordedNotice(notice, post.worded));
  const fresh = await state.reminders.tell(notices, (taken) => addressOwn(taken, failing));
  const sent =
    fresh.length === 0 ? [] : await sendOutgoing(post, operate, { ...plainly, asOfNow: pass.asOfNow(fresh) });
  // The last act of a pass, so that one that breaks off isn't good.
  let problems: readonly string[] = [];
  const { nextAt } = await state.health.change((before) => {
    const now = clock.now();
    const after = healthAfter(before, { ...found, sent: ofChannels([...pass.sent, ...sent]) }, now);
    const why = state.installation.unconfirmed();
    problems = [...(why === null ? [] : [passProblems.unconfirmed]), ...problemsOf(after, channels)];
    if (problems.length === 0) return { ...after, lastGoodTickAt: now };
    return { ...after, lastFailure: { at: now, problem: problems.join('; ') } };
  });
  return { problems, notices: fresh, sent, nextAt };
}

const plainly = { didMissSteps: false, isMoreDue: false };

type Findings = DaemonFindings & { readonly beatsDaily: boolean };

function healthAfter(before: DaemonHealth, findings: Findings, now: number): DaemonHealth {
  const troubles = troublesAfter(before, findings, now);
  const next = { ...before, troubles, isBlind: findings.isBlind ?? before.isBlind };
  const step = nextDaemonStep(next, now);
  return { ...next, nextAt: findings.beatsDaily ? Math.min(step ?? Number.POSITIVE_INFINITY, now + day) : step };
}

/** Whether every watched org has a problem that stops all work there. */
async function seesNoOrg({ apps }: State): Promise<boolean> {
  const byOrg = Map.groupBy(await apps.list(), ({ orgId, org }) => `${orgId} ${org}`);
  const isLost = (trouble: ReturnType<typeof standingTrouble>) => trouble !== null && orgTrouble(trouble.code) !== null;
  const lost = [...byOrg.values()].filter((those) => those.every((one) => isLost(standingTrouble(one, null))));
  return byOrg.size > 0 && lost.length === byOrg.size;
}
