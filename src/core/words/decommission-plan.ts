import { type Consumer, consumerState } from '../model/consumer.ts';
import { type Decommission, stillThere } from '../model/decommission.ts';
import type { DecommissionPlan, ReturnPlan } from '../model/decommission-plan.ts';
import type { PlanSection } from '../model/plan-section.ts';
import { countOf, linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { thenUnfreeze } from '../reasons/decommission.ts';
import { setupPlaces } from '../reasons/setup-places.ts';
import { consumerLabel, consumerStateWords } from './consumers.ts';
import { decommissionWords } from './decommission.ts';
import { borrowNote } from './operation-plan.ts';
import { productionNote } from './org-kind.ts';

/** What the plan says of the app, the org and other apps. */
export const endPlanWords = {
  noConsumers: 'No consumers: the app is marked as having none.',
  unknownConsumers: "keyturn doesn't know who uses the credentials.",
  sameUser: (apps: readonly string[]) => `Other apps that run as the same user: ${nameList(apps)}.`,
  onlyUser: 'No other app runs as the same user.',
  isOff: 'OAuth is already off for the app, and stays off.',
  deletes: (which: 'previous' | 'staged', consumerKey: string) =>
    `Delete the ${which} credentials (${shortKey(consumerKey)}).`,
  changedOutside: (consumerKey: string) =>
    `The current credentials were changed outside keyturn: the consumer key is now ${shortKey(consumerKey)}.`,
} as const;

export function decommissionTitle({ watched, orgName }: DecommissionPlan): string {
  return `Decommission ${plainText(watched.label || watched.app)} in ${plainText(orgName)}`;
}

/** Signs that somebody still uses the credentials. A person must agree to each of them. */
export function usesOf({ watched, wishes, use, otherConsumers }: DecommissionPlan): readonly string[] {
  const { signIns, sessions } = use;
  const count = (signIns ?? []).reduce((sum, { succeeded }) => sum + succeeded, 0);
  const [last] = signIns ?? [];
  const left = stillThere({ consumers: watched.consumers.map(({ name }) => name), gone: wishes.gone });
  return linesOf(
    otherConsumers.length > 0 && `other OAuth consumers of the app: ${nameList(otherConsumers)}`,
    left.length > 0 && `not confirmed as gone: ${nameList(left)}`,
    last &&
      `${countOf(count, 'sign-in')} through the app in the last 30 days, the latest on ${isoDay(last.lastAt)} from ${plainText(last.sourceIp, 60)}`,
    signIns === null && "the login history of the execution user can't be read",
    sessions !== null && sessions.count > 0 && `${countOf(sessions.count, 'live session')} of the execution user`,
  );
}

export function returnTitle({ watched, orgName }: Pick<DecommissionPlan, 'watched' | 'orgName'>): string {
  return `Put ${plainText(watched.label || watched.app)} in ${plainText(orgName)} back as it was`;
}

/** The plan of `decommission --back`. */
export function returnSections({ run }: ReturnPlan): readonly PlanSection[] {
  const { flow, freeze } = run;
  const sections: readonly PlanSection[] = [
    {
      tone: 'steps',
      heading: 'What keyturn does, in this order',
      lines: linesOf(
        freeze !== null && !freeze.wasSo && 'Unfreeze the execution user.',
        flow !== null && !flow.wasSo && 'Turn OAuth back on for the app.',
        'Watch the app as before.',
      ),
    },
    {
      tone: 'stays',
      heading: 'What stays as it is',
      lines: linesOf(
        flow?.wasSo === true && 'OAuth was off before the decommissioning, and stays off.',
        freeze?.wasSo === true && 'The execution user was frozen before, and stays frozen.',
      ),
    },
    { tone: 'note', heading: "What can't be restored", lines: notRestored(run) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** What putting the app back doesn't bring back. */
export function notRestored({ slot, slotEmptyAt, files, sessions }: Decommission): readonly string[] {
  const words = decommissionWords.notRestored;
  return linesOf(
    slotEmptyAt !== null && slot !== null && words.slot,
    (files ?? []).some(({ state }) => state === 'removed') && words.files,
    sessions !== null && words.sessions,
  );
}

/** Flags that stand for the person's consent. */
export function neededFlags(plan: DecommissionPlan): readonly string[] {
  const { watched, goesOn, use } = plan;
  const { flows, unseen } = use.otherUse;
  return linesOf(
    `--confirm ${watched.app}`,
    goesOn === null && usesOf(plan).length > 0 && '--still-used-ok',
    goesOn === null && flows.length + unseen.length > 0 && '--other-flows-ok',
  );
}

/** Shown before anything changes. */
export function decommissionSections(plan: DecommissionPlan, now: number): readonly PlanSection[] {
  const sections: readonly PlanSection[] = [
    ...whoSections(plan, now),
    { tone: 'stays', heading: 'What keeps working', lines: staysLines(plan) },
    { tone: 'steps', heading: 'What keyturn does, in this order', lines: stepsLines(plan) },
    { tone: 'final', heading: "What can't be undone", lines: finalLines(plan) },
    { tone: 'note', heading: 'Worth knowing', lines: noteLines(plan) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** Who loses access, and then what says that nobody does. */
function whoSections(plan: DecommissionPlan, now: number): readonly PlanSection[] {
  const { watched, use, newest, wishes, otherConsumers } = plan;
  const heading = 'Who still uses it';
  const isGone = (name: string) => !stillThere({ consumers: [name], gone: wishes.gone }).includes(name);
  const lineOf = (consumer: Consumer) =>
    `${consumerLabel(consumer)}: ${consumerStateWords(consumerState(consumer, newest, watched), now, watched)}`;
  const left = watched.consumers.filter(({ name }) => !isGone(name));
  const gone = watched.consumers.filter(({ name }) => isGone(name));
  const isNobody = watched.consumers.length === 0;
  const { signIns, sessions, otherUse } = use;
  const signInLines = (signIns ?? []).map(
    ({ sourceIp, succeeded, lastAt }) =>
      `${countOf(succeeded, 'sign-in')} from ${plainText(sourceIp, 60)} in the last 30 days, the latest on ${isoDay(lastAt)}.`,
  );
  const last = sessions?.lastUsedAt ?? null;
  const breaks = linesOf(
    left.map(lineOf),
    isNobody && !watched.hasNoConsumers && endPlanWords.unknownConsumers,
    signInLines,
    sessions !== null &&
      sessions.count > 0 &&
      `${countOf(sessions.count, 'live session')} of the execution user${last === null ? '' : `, last used on ${isoDay(last)}`}.`,
    otherConsumers.length > 0 && `Other OAuth consumers of the app stop, too: ${nameList(otherConsumers)}.`,
    otherUse.flows.length > 0 && `Other flows with the same consumer key stop, too: ${otherUse.flows.join('; ')}.`,
  );
  const notes = linesOf(
    gone.map((consumer) => `${lineOf(consumer)}; you confirmed that it is gone`),
    isNobody && watched.hasNoConsumers && endPlanWords.noConsumers,
    signIns?.length === 0 &&
      "No sign-in through the app in the last 30 days, except keyturn's own and those from the same address within 10 seconds of them.",
  );
  return [
    { tone: 'breaks', heading, lines: breaks },
    { tone: 'note', heading: breaks.length > 0 ? null : heading, lines: notes },
  ];
}

function staysLines({ use: { sameUser }, wishes }: DecommissionPlan): readonly string[] {
  return linesOf(
    sameUser !== null && sameUser.length > 0 && endPlanWords.sameUser(sameUser),
    sameUser?.length === 0 && wishes.freezesUser && endPlanWords.onlyUser,
  );
}

function stepsLines({ wishes, slot, files, isStored, isFlowOff }: DecommissionPlan): readonly string[] {
  const inSlot = slot && (slot.holder === 'previous' ? 'previous' : 'staged');
  const ours = files.filter(({ state }) => state === 'ours').map(({ path }) => path);
  return linesOf(
    isFlowOff ? endPlanWords.isOff : 'Turn off OAuth for the app.',
    wishes.freezesUser && 'Freeze the execution user.',
    isStored
      ? 'Verify that Salesforce refuses every token request.'
      : "Check that OAuth is off. keyturn doesn't have the credentials, so it can't verify more.",
    'End the live sessions of the app that the org lists.',
    inSlot &&
      (slot.consumerKey === null
        ? 'Delete what the staging slot holds, if anything.'
        : endPlanWords.deletes(inSlot, slot.consumerKey)),
    wishes.cleansFiles && ours.length > 0 && `Remove the credentials from ${nameList(ours)}.`,
    isStored &&
      (wishes.keepsCredentials
        ? 'Keep the credentials in the secret store.'
        : 'Remove the credentials from the secret store, after Salesforce has refused them again.'),
    'Write the report, and stop watching the app.',
  );
}

function finalLines({ watched, wishes, slot, isStored }: DecommissionPlan): readonly string[] {
  const app = watched.app;
  const user = wishes.freezesUser ? (watched.executionUser?.username ?? null) : null;
  return linesOf(
    isStored &&
      !wishes.keepsCredentials &&
      `Once the credentials are removed from the secret store, keyturn no longer has them. To use the app again, turn on OAuth (${setupPlaces.oauthOn(plainText(app, 80))})${thenUnfreeze(user)}, then run \`keyturn watch ${app}\`.`,
    slot !== null && slot.holder === 'stranger' && 'The credentials in the staging slot are from somebody else.',
    slot !== null && "Deleted credentials can't be restored.",
  );
}

/** The command with the app's name works only after the start. */
function wayBack({ goesOn, watched: { app } }: DecommissionPlan): string {
  return goesOn === null ? 'the same command with `--back`' : `\`keyturn decommission ${app} --back --confirm ${app}\``;
}

function noteLines(plan: DecommissionPlan): readonly string[] {
  const { use, files, wishes, borrows, primaryKey, watched, goesOn } = plan;
  const ours = files.filter(({ state }) => state === 'ours').map(({ path }) => path);
  const unread = files.filter(({ state }) => state === 'failed').map(({ path }) => path);
  const notSeen = [...use.unseen, ...use.otherUse.unseen].map((one) => plainText(one));
  return linesOf(
    `Until the credentials are removed from the secret store, ${wayBack(plan)} puts the app back.`,
    goesOn !== null && 'This continues what was started. Finished steps are checked, not repeated.',
    productionNote(plan),
    `Salesforce can't delete an app's current credentials alone. They stay in the app, refused as long as OAuth is off. To delete them for good, delete the app: ${setupPlaces.deleteApp(plainText(watched.app, 80))}.`,
    primaryKey !== watched.consumerKey && endPlanWords.changedOutside(primaryKey),
    !wishes.cleansFiles &&
      ours.length > 0 &&
      `Copies of the secret stay in ${nameList(ours)}. Add \`--clean-files\` to remove them.`,
    unread.length > 0 && `keyturn can't read ${nameList(unread)}. A copy of the secret may be there.`,
    watched.consumers.some(({ target }) => target.kind !== 'file') &&
      'Programs and people that got the secret may keep copies. keyturn lists them in the report.',
    use.sameUser === null &&
      wishes.freezesUser &&
      "Salesforce doesn't say whether other apps run as the same user. Freezing stops them, too.",
    borrows && borrowNote,
    notSeen.length > 0 && `keyturn couldn't check these, so more may break: ${notSeen.join('; ')}.`,
  );
}
