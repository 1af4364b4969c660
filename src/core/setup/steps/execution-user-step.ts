import { timeIn } from '../../acts/org-clock.ts';
import { sameUsername } from '../../external-client-app/file-edit.ts';
import type { Choice } from '../../model/question.ts';
import { idKey } from '../../plain/ids.ts';
import { plainText } from '../../plain/text.ts';
import { type KeyturnError, reason } from '../../reasons/errors.ts';
import { inputProblems } from '../../words/answers.ts';
import { unfitWords } from '../../words/execution-user.ts';
import {
  executionUserQuestion,
  hiddenCurrentUser,
  newUserAnswer,
  noPermissionSet,
  permissionSetQuestion,
  riskQuestion,
  userChangeQuestion,
} from '../../words/user-questions.ts';
import { askNewUser, newUserOffer, plannedUser } from '../ask-new-user.ts';
import { defaultUser, type RankContext, type RankedUser, rankUser, rankUsers } from '../rank-users.ts';
import type { AppPart, UserPart, WithApp, WithPolicy } from '../setup-facts.ts';
import { doing, type Step, type StepIo } from '../setup-step.ts';

/** Enough for a screen with a little scrolling. Typing finds the others. */
const rows = 50;

/** Chooses the user that every token of the app acts as. */
export const executionUserStep: Step = {
  id: 'execution-user',
  summary: ({ user }: WithPolicy) => user.facts.username,
  run: async (facts: WithApp, io) => {
    const { app } = facts;
    const { salesforce, facts: orgFacts } = facts.org;
    const { permittedUsers: appPolicy, developerName } = app.summary;
    const isApproved = app.live !== null && appPolicy === 'AdminApprovedPreAuthorized';
    const sets = isApproved ? await salesforce.users.permissionSetsOfApp(app.live.id) : [];
    const currentUser = await runningUser(facts);
    const people = { now: timeIn(salesforce, facts.ports.clock), selfUserId: orgFacts.person.id, currentUser };
    const context = { ...people, appPolicy, allowedPermissionSets: sets };
    const chosen = await chooseUser(facts, context, io);
    const wanted = chosen === newUserAnswer ? await askNewUser(facts, io) : chosen;
    const creation = typeof wanted === 'string' ? null : wanted;
    const username = typeof wanted === 'string' ? wanted : wanted.username;
    const found = creation ? plannedUser(creation) : await salesforce.users.find(username);
    if (!found) throw reason('UserUnknown', { username: plainText(username) });
    const user = await admit(rankUser(withoutOwnApp(found, app), context), { app: developerName, sets }, io);
    const isChanged = currentUser !== null && !sameUsername(currentUser, username);
    if (isChanged && !io.options.dryRun) await io.ask(userChangeQuestion(developerName, currentUser, username));
    return { ...facts, user: { ...user, creation } };
  },
};

/** Username of the user that the app runs as now, or null. Salesforce's policy may contain an id instead. */
async function runningUser({ org, app }: WithApp): Promise<string | null> {
  const { flow } = app.summary;
  if (flow.kind !== 'on') return null;
  if (!/^005\w{12,15}$/.test(flow.runsAs)) return flow.runsAs;
  const usernames = await org.salesforce.users.usernames([flow.runsAs]);
  return usernames.get(idKey(flow.runsAs)) ?? flow.runsAs;
}

async function chooseUser({ org, app }: WithApp, context: RankContext, io: StepIo): Promise<string> {
  const { salesforce } = org;
  const label = plainText(app.summary.label || app.summary.developerName, 60);
  const found = async (text: string) => {
    const { users, total } = await salesforce.users.search({ text, limit: rows });
    const others = users.map((user) => withoutOwnApp(user, app));
    return { ranked: rankUsers(others, context), total };
  };
  const search = async (text: string) => {
    const { ranked, total } = await found(text);
    return { choices: ranked.map(choiceOf), total };
  };
  // Without a person there is no default: the flag must name the user.
  if (io.options.noPrompt) return io.ask(executionUserQuestion(label, { choices: [], total: 0, search }));
  const [{ ranked, total }, create] = await doing(io, 'find-users', Promise.all([found(''), newUserOffer(salesforce)]));
  const { currentUser = null } = context;
  const current = currentUser === null || ranked.some(({ isCurrent }) => isCurrent) ? null : currentUser;
  const hidden = current === null ? null : await salesforce.users.find(current);
  const all = hidden ? rankUsers([withoutOwnApp(hidden, app), ...ranked.map(({ user }) => user)], context) : ranked;
  const isUnknown = current !== null && hidden === null;
  const preselected = isUnknown ? current : defaultUser(all)?.user.username;
  const choices = [...(isUnknown ? [hiddenCurrentUser(current)] : []), ...withCreation(all, [create])];
  return io.ask(
    executionUserQuestion(label, { choices, total, search, ...(preselected ? { default: preselected } : {}) }),
  );
}

/** Puts the choice to create a user after the current and the suitable users, and before the risky ones. */
export function withCreation(ranked: readonly RankedUser[], more: readonly Choice[]): readonly Choice[] {
  const fit = ranked.filter(({ tone, isCurrent }) => isCurrent || tone === 'good' || tone === 'plain');
  const others = ranked.filter((one) => !fit.includes(one));
  return [...fit.map(choiceOf), ...more, ...others.map(choiceOf)];
}

/** Removes the chosen app from the user's other apps. */
function withoutOwnApp<User extends { readonly otherApps: readonly string[] }>(user: User, app: AppPart): User {
  return { ...user, otherApps: user.otherApps.filter((name) => name !== app.summary.developerName) };
}

function choiceOf({ user, tone, reasons, unfit }: RankedUser): Choice {
  return {
    value: user.username,
    label: plainText(user.username, 80),
    notes: reasons,
    tone,
    ...(unfit ? { disabled: unfitWords(user, unfit).problem } : {}),
  };
}

/** An app and the permission sets through which it admits users. */
interface Admission {
  readonly app: string;
  readonly sets: readonly string[];
}

/** Asks for what this user needs before it can be chosen. @throws UserUnfit, UserPrivileged, UserInteractive, UserNotApproved */
async function admit(ranked: RankedUser, by: Admission, io: StepIo): Promise<Omit<UserPart, 'creation'>> {
  const { user, unfit, needs, reasons, isCurrent } = ranked;
  const { username } = user;
  if (unfit) throw reason('UserUnfit', { username, ...unfitWords(user, unfit) });
  const acceptedRisks: { risk: 'privileged' | 'interactive'; reason: string }[] = [];
  const accept = async (risk: 'privileged' | 'interactive', otherwise: KeyturnError) => {
    if (!needs.includes(`${risk}-reason`)) return;
    acceptedRisks.push({ risk, reason: await io.ask(riskQuestion(risk, otherwise)) });
  };
  await accept('privileged', reason('UserPrivileged', { username, powers: reasons }));
  await accept('interactive', reason('UserInteractive', { username, signs: reasons }));
  const grant = needs.includes('permission-set') ? await askPermissionSet({ username, isCurrent }, by, io) : null;
  return { facts: user, grant, acceptedRisks };
}

/** @returns null if the current user gets none: its profile may be allowed, and the token request will show it */
async function askPermissionSet(
  { username, isCurrent }: { readonly username: string; readonly isCurrent: boolean },
  { app, sets }: Admission,
  io: StepIo,
): Promise<string | null> {
  const otherwise = reason('UserNotApproved', { username, app, permissionSets: sets });
  if (sets.length === 0 && isCurrent) return null;
  if (sets.length === 0) throw otherwise;
  const question = permissionSetQuestion({ app, username, sets, isCurrent }, otherwise);
  const answer = await io.ask(question);
  if (isCurrent && answer === noPermissionSet) return null;
  if (sets.includes(answer)) return answer;
  throw reason('AnswerInvalid', { flag: question.flag, answer, problem: inputProblems.permissionSet });
}
