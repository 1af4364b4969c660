import { type Decommission, frozenByEnd, stillThere } from '../model/decommission.ts';
import { targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { markdownSentence, markdownTable, markdownText as md, shown } from '../plain/markdown.ts';
import { countOf, linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { isoInstant, isoInstantOrNull } from '../plain/time.ts';
import { withPracticeFlag } from '../reasons/practice-commands.ts';
import { setupPlaces } from '../reasons/setup-places.ts';
import { reportSubject } from './report-subject.ts';
import { sessionSentence, sessionSteps } from './sessions.ts';

export interface Decommissioned {
  readonly watched: WatchedApp;
  readonly run: Decommission;
  /** Epoch ms. */
  readonly writtenAt: number;
  readonly isPractice: boolean;
}

export type DecommissionDocument = ReturnType<typeof decommissionDocument>;

/** The end of an app as JSON. `schema` grows with breaking changes. */
export function decommissionDocument({ watched, run, writtenAt, isPractice }: Decommissioned) {
  const { use, sessions, slot } = run;
  return {
    schema: 1 as const,
    kind: 'decommission' as const,
    run: run.id,
    ticket: run.why?.ticket ?? null,
    reason: run.why?.reason ?? null,
    startedAt: isoInstant(run.startedAt),
    writtenAt: isoInstant(writtenAt),
    isPractice,
    ...reportSubject(watched),
    oauth: { wasOff: run.flow?.wasSo ?? null, offAt: isoInstantOrNull(run.flow?.seenAt ?? null) },
    executionUser: {
      frozenAt: isoInstantOrNull(run.freeze?.seenAt ?? null),
      wasFrozen: run.freeze?.wasSo ?? null,
    },
    credentials: {
      consumerKey: run.consumerKey,
      refusedAt: isoInstantOrNull(run.refused[run.consumerKey] ?? null),
      untested: run.untested && text(run.untested, 400),
      deletedKey: run.slotEmptyAt === null ? null : (slot?.consumerKey ?? null),
      forgottenKeys: run.forgotten,
      forgottenAt: isoInstantOrNull(run.forgottenAt),
    },
    sessions: sessions && {
      ended: sessions.ended,
      undecided: sessions.undecided,
      failed: sessions.failed,
      unlisted: sessions.isUnlisted,
      earlierTokenWorks: sessions.tokenLives,
      problems: sessions.problems.map((one) => text(one, 400)),
    },
    consumers: watched.consumers.map((consumer) => ({
      name: text(consumer.name),
      target: text(targetText(consumer.target)),
      contact: consumer.contact && text(consumer.contact),
      confirmedGone: !stillThere({ consumers: [consumer.name], gone: run.gone }).includes(consumer.name),
    })),
    files: (run.files ?? []).map(({ path, state, problem }) => ({
      path: text(path, 400),
      state,
      problem: problem && text(problem, 400),
    })),
    use: {
      since: isoInstant(use.since),
      signIns:
        use.signIns?.map(({ sourceIp, succeeded, lastAt }) => ({
          sourceIp: text(sourceIp),
          succeeded,
          lastAt: isoInstant(lastAt),
        })) ?? null,
      liveSessions: use.sessions?.count ?? null,
      otherFlows: use.otherUse.flows.map((one) => text(one)),
      sameUserApps: use.sameUser?.map((one) => text(one)) ?? null,
      unseen: [...use.unseen, ...use.otherUse.unseen].map((one) => text(one)),
    },
    nextSteps: nextSteps({ watched, run }).map((one) => (isPractice ? withPracticeFlag(one) : one)),
  };
}

const text = (untrusted: string, max = 200) => plainText(untrusted, max);

/** What the report says of the org and of the secret store. */
export const endedWords = {
  off: 'OAuth is off for the app.',
  offBefore: 'OAuth was already off for the app, and stays off.',
  frozen: 'The execution user is frozen.',
  refused: 'keyturn verified that Salesforce refuses the current credentials.',
  untested: (why: string) => `keyturn couldn't verify that Salesforce refuses the current credentials: ${why}.`,
  tokenRefused: 'A token from before is refused.',
  slotDeleted: (consumerKey: string) => `The credentials in the staging slot (${shortKey(consumerKey)}) are deleted.`,
  forgotten: (count: number) => `Removed from the secret store: ${countOf(count, 'set')} of credentials.`,
  current: 'The current credentials stay in Salesforce, which refuses them as long as OAuth is off.',
  kept: 'The credentials stay in the secret store.',
  left: (names: readonly string[]) =>
    `Nobody confirmed that these are gone: ${nameList(names)}. They have no access now.`,
} as const;

/** What is left to a person, the most urgent first. */
export function nextSteps({ watched, run }: Pick<Decommissioned, 'watched' | 'run'>): readonly string[] {
  const { app } = watched;
  const left = stillThere(run);
  const copies = (run.files ?? []).filter(({ state }) => state === 'ours' || state === 'failed');
  const storeFlag = watched.store ? ` --store ${watched.store.kind}` : '';
  const user = frozenByEnd(run, watched);
  const frozen = user && plainText(user, 80);
  const elsewhere = watched.consumers.filter(({ target }) => target.kind !== 'file');
  return linesOf(
    run.sessions &&
      sessionSteps({ keepsSessions: false, sessions: run.sessions }, watched.executionUser?.username ?? null).map(
        (one) => one.replaceAll('leaked credentials', 'credentials'),
      ),
    left.length > 0 && endedWords.left(left),
    copies.length > 0 && `Delete the copies of the secret in ${nameList(copies.map(({ path }) => path))}.`,
    elsewhere.length > 0 && `Delete the copies of the secret at ${nameList(elsewhere.map(({ name }) => name))}.`,
    run.keepsCredentials && endedWords.kept,
    watched.card !== undefined && `The break-glass card ${plainText(watched.card, 300)} is out of date. Delete it.`,
    (run.flow?.wasSo !== true || frozen !== null) &&
      `If the app is needed after all: ${setupPlaces.oauthOn(plainText(app, 80))}.${frozen === null ? '' : ` Unfreeze the execution user: ${setupPlaces.unfreeze(frozen)}.`} Then run \`keyturn watch ${app}${storeFlag}\`.`,
    `To delete the current credentials for good, delete the app: ${setupPlaces.deleteApp(plainText(app, 80))}.`,
  );
}

/** The same for people. Text from the org can't become markup. */
export function decommissionMarkdown(
  document: DecommissionDocument,
  { run }: Pick<Decommissioned, 'run'>,
): readonly string[] {
  const { app, org, credentials, oauth, executionUser, use, consumers, files } = document;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
  return [
    `# Decommissioned: ${md(app.label || app.developerName)}`,
    '',
    ...(document.isPractice ? ['**Practice org: none of this is real.**', ''] : []),
    ...summary(document, run).map((one) => `- ${markdownSentence(one)}`),
    ...section(
      'About this',
      linesOf(
        '- All times are UTC.',
        `- Org: ${md(org.name)}, ${md(org.url)}${org.isSandbox ? ', sandbox' : ''}`,
        `- App: ${md(app.label)} (${md(app.developerName)}), ran as ${md(app.executionUser ?? 'an unknown user')}`,
        `- Current credentials: key ${md(shortKey(credentials.consumerKey))}`,
        `- OAuth off since ${oauth.offAt === null ? 'an unknown time' : shown(oauth.offAt)}${executionUser.frozenAt === null ? '' : `; user frozen ${shown(executionUser.frozenAt)}`}`,
        `- Started ${shown(document.startedAt)}; report written ${shown(document.writtenAt)}; run ${md(document.run)}`,
        document.ticket !== null && `- Ticket: ${md(document.ticket)}`,
        document.reason !== null && `- Reason: ${md(document.reason, 500)}`,
      ),
    ),
    ...section(
      'What to do next',
      document.nextSteps.map((one) => `- ${markdownSentence(one)}`),
    ),
    ...section(
      'Who had the credentials',
      consumers.length === 0
        ? ['- keyturn knew of no consumers.']
        : markdownTable(
            ['consumer', 'target', 'contact', 'confirmed gone'],
            consumers.map(({ name, target, contact, confirmedGone }) => [
              md(name),
              md(target),
              contact ? md(contact) : '—',
              confirmedGone ? 'yes' : '**no**',
            ]),
          ),
    ),
    ...section(
      'Files with the credentials',
      files.length === 0
        ? []
        : markdownTable(
            ['file', 'credentials'],
            files.map(({ path, state, problem }) => [
              md(path),
              problem === null ? fileWords[state] : `${fileWords[state]}: ${md(problem)}`,
            ]),
          ),
    ),
    ...section(
      'Sign-ins through the app in the 30 days before',
      use.signIns === null
        ? ["- The login history couldn't be read."]
        : use.signIns.length === 0
          ? ["- None, except keyturn's own and those from the same address within 10 seconds of them."]
          : markdownTable(
              ['address', 'sign-ins', 'latest'],
              use.signIns.map(({ sourceIp, succeeded, lastAt }) => [md(sourceIp), String(succeeded), shown(lastAt)]),
            ),
    ),
    ...section(
      "What keyturn couldn't check",
      use.unseen.map((one) => `- ${md(one)}`),
    ),
  ];
}

const fileWords = {
  ours: 'still there',
  other: 'none of this app',
  removed: 'removed',
  failed: 'unknown',
} as const;

function summary({ credentials, executionUser, oauth }: DecommissionDocument, run: Decommission): readonly string[] {
  return linesOf(
    oauth.offAt !== null && (oauth.wasOff ? endedWords.offBefore : endedWords.off),
    executionUser.frozenAt !== null && endedWords.frozen,
    credentials.untested === null
      ? credentials.refusedAt !== null && endedWords.refused
      : endedWords.untested(credentials.untested),
    run.sessions && sessionSentence({ keepsSessions: false, sessions: run.sessions }),
    run.sessions?.tokenLives === false && endedWords.tokenRefused,
    credentials.deletedKey !== null && endedWords.slotDeleted(credentials.deletedKey),
    credentials.forgottenKeys.length > 0 && endedWords.forgotten(credentials.forgottenKeys.length),
    endedWords.current,
  );
}
