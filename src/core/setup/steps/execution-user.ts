import { plainText } from '../../plain/text.ts';
import type { SalesforceOrg } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { type AppPart, known, type UserPart } from '../facts.ts';
import { askNewUser, newUserAnswer, newUserChoice, plannedUser } from '../new-user.ts';
import type { Choice, Question } from '../question.ts';
import { defaultUser, explainOrder, type RankContext, type RankedUser, rankUser, rankUsers } from '../rank-users.ts';
import { doing, type Step, type StepIo } from '../step.ts';

/** As many as a screen can hold when somebody scrolls a little; more are found by typing. */
const rows = 50;

/** As whom every token of the app acts. */
export const executionUserStep: Step = {
  id: 'execution-user',
  summary: ({ user }) => user?.facts.username ?? '',
  run: async (facts, io) => {
    const { salesforce, facts: orgFacts } = known(facts.org, 'org');
    const app = known(facts.app, 'app');
    const context: RankContext = {
      appPolicy: app.summary.permittedUsers,
      allowedPermissionSets:
        app.live && app.summary.permittedUsers === 'AdminApprovedPreAuthorized'
          ? await salesforce.users.permissionSetsOfApp(app.live.id)
          : [],
      now: facts.ports.clock.now(),
      selfUserId: orgFacts.person.id,
    };
    const chosen = await chooseUser({ org: salesforce, app, context }, io);
    const wanted = chosen === newUserAnswer ? await askNewUser(salesforce, facts.ports, io) : chosen;
    const creation = typeof wanted === 'string' ? null : wanted;
    const username = typeof wanted === 'string' ? wanted : wanted.username;
    const found = creation ? plannedUser(creation) : await salesforce.users.find(username);
    if (!found) throw reason('UserUnknown', { username: plainText(username) });
    const user = await admit(rankUser(withoutOwnApp(found, app), context), { app, context }, io);
    return { ...facts, user: { ...user, creation } };
  },
};

interface Choosing {
  readonly org: SalesforceOrg;
  readonly app: AppPart;
  readonly context: RankContext;
}

async function chooseUser({ org, app, context }: Choosing, io: StepIo): Promise<string> {
  const label = plainText(app.summary.label || app.summary.developerName, 60);
  const search = async (text: string) => {
    const page = await org.users.search({ text, limit: rows });
    const ranked = rankUsers(
      page.users.map((user) => withoutOwnApp(user, app)),
      context,
    );
    return { ranked, total: page.total };
  };
  const question = (first: Awaited<ReturnType<typeof search>>, more: readonly Choice[]): Question => {
    const preselected = defaultUser(first.ranked)?.user.username;
    return {
      kind: 'choose',
      id: 'execution-user',
      title: `Who should ${label} run as?`,
      flag: '--execution-user',
      choices: withCreation(first.ranked, more),
      total: first.total,
      totalNoun: 'active users',
      search: async (text) => {
        const { ranked, total } = await search(text);
        return { choices: ranked.map(choiceOf), total };
      },
      notes: ['Every token acts with this user’s permissions.'],
      help: explainOrder(),
      ...(preselected ? { default: preselected } : {}),
    };
  };
  // Nobody is picked by default without a person: the flag has to name the user.
  if (io.options.noPrompt) return io.ask(withoutDefault(question({ ranked: [], total: 0 }, [])));
  const [first, create] = await doing(io, 'Looking for users', Promise.all([search(''), newUserChoice(org)]));
  return io.ask(question(first, [create]));
}

/** A new user is a better choice than a risky one, and a worse one than a user who is there for it. */
export function withCreation(ranked: readonly RankedUser[], more: readonly Choice[]): readonly Choice[] {
  const fit = ranked.filter(({ tone }) => tone === 'good' || tone === 'plain');
  const others = ranked.filter((one) => !fit.includes(one));
  return [...fit.map(choiceOf), ...more, ...others.map(choiceOf)];
}

function withoutDefault(question: Question): Question {
  const { default: _unused, ...rest } = question;
  return rest as Question;
}

/** The chosen app itself doesn't count among the other apps that run as a user. */
function withoutOwnApp<User extends { readonly otherApps: readonly string[] }>(user: User, app: AppPart): User {
  return { ...user, otherApps: user.otherApps.filter((name) => name !== app.summary.developerName) };
}

function choiceOf({ user, tone, reasons, unfit }: RankedUser): Choice {
  return {
    value: user.username,
    label: plainText(user.username, 80),
    notes: reasons,
    tone,
    ...(unfit ? { disabled: unfit.problem } : {}),
  };
}

/** Asks for whatever the choice of this user needs. @throws UserUnfit, UserPrivileged, UserInteractive, UserNotApproved */
async function admit(
  ranked: RankedUser,
  choosing: Omit<Choosing, 'org'>,
  io: StepIo,
): Promise<Omit<UserPart, 'creation'>> {
  const { user, unfit, needs, reasons } = ranked;
  if (unfit) throw reason('UserUnfit', { username: user.username, ...unfit });
  const acceptedRisks: { risk: string; reason: string }[] = [];
  if (needs.includes('privileged-reason')) {
    const otherwise = reason('UserPrivileged', { username: user.username, powers: reasons });
    acceptedRisks.push({ risk: 'privileged', reason: await askReason('privileged-reason', otherwise, io) });
  }
  if (needs.includes('interactive-reason')) {
    const otherwise = reason('UserInteractive', { username: user.username, signs: reasons });
    acceptedRisks.push({ risk: 'interactive', reason: await askReason('interactive-reason', otherwise, io) });
  }
  const grant = needs.includes('permission-set') ? await askPermissionSet(ranked, choosing, io) : null;
  return { facts: user, grant, acceptedRisks };
}

function askReason(
  id: 'privileged-reason' | 'interactive-reason',
  otherwise: ReturnType<typeof reason>,
  io: StepIo,
): Promise<string> {
  return io.ask({
    kind: 'text',
    id,
    title: 'Why must it be this user? The reason is kept in the audit trail.',
    flag: id === 'privileged-reason' ? '--allow-privileged-user' : '--allow-interactive-user',
    notes: [otherwise.message],
    check: (text) => (text.trim().length >= 3 ? null : 'a reason has a few words'),
    otherwise,
  });
}

async function askPermissionSet({ user }: RankedUser, { app, context }: Omit<Choosing, 'org'>, io: StepIo) {
  const sets = context.allowedPermissionSets;
  const { developerName } = app.summary;
  const otherwise = reason('UserNotApproved', { username: user.username, app: developerName, permissionSets: sets });
  if (sets.length === 0) throw otherwise;
  const answer = await io.ask({
    kind: 'choose',
    id: 'permission-set',
    title: `${plainText(developerName)} admits approved users only. Which permission set shall ${user.username} get?`,
    flag: '--grant-permission-set',
    choices: sets.map((name) => ({
      value: name,
      label: plainText(name),
      notes: ['named by the app’s policy'],
      tone: 'plain',
    })),
    otherwise,
  });
  if (!sets.includes(answer)) {
    const problem = 'the app’s policy doesn’t name that permission set';
    throw reason('AnswerInvalid', { question: 'permission set', flag: '--grant-permission-set', answer, problem });
  }
  return answer;
}
