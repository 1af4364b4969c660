import { plainText, shortKey } from '../plain/text.ts';
import { secretAccessOffPlace } from '../reasons/setup-places.ts';
import { type Act, actWords, capital } from './acts.ts';
import type { WhichPair } from './credential-names.ts';
import { anotherDeploy } from './waiting.ts';

/** What happens during a run: acts and codes with their facts. `newsWords` has the words. */
export type RotationNews = ActNews | TroubleNews;

export type ActNews = {
  readonly kind: 'doing' | 'done';
  readonly act: Act;
  readonly pair?: WhichPair;
  readonly by?: 'flow' | 'freeze';
  readonly count?: number;
  /** These sessions come on top of those that were ended before. */
  readonly more?: boolean;
  /** The staged credentials are in the store, too. */
  readonly saved?: boolean;
  /** A consumer key, a path, targets, or the org's own words. */
  readonly detail?: string;
  /** The execution user that a token acts as. */
  readonly user?: string;
  /** Salesforce refused a token that was issued earlier. */
  readonly isTokenRefused?: boolean;
};

type Trouble = {
  /** An error's message, or what the org said. */
  readonly problem?: string;
  readonly by?: 'flow' | 'freeze';
};

export type TroubleNews =
  | ({ readonly kind: 'waiting'; readonly why: keyof typeof waits; readonly until: number } & Trouble)
  | ({ readonly kind: 'warning'; readonly warning: keyof typeof warnings } & Trouble);

const problem = ({ problem: said }: Trouble) => said ?? '';

const waits = {
  problem,
  'in-flight': () => 'an earlier request may still be in progress',
  'still-accepted': () => stillAccepted,
} satisfies Record<string, (trouble: Trouble) => string>;

const warnings = {
  problem,
  'secret-hidden': () => "Salesforce doesn't show the secret of the staged credentials again, so keyturn discards them",
  'secret-access-kept': () => secretAccessKept,
  'containment-unseen': (trouble) => `keyturn can't check whether access is still blocked: ${problem(trouble)}`,
  'containment-refused': (trouble) => `Blocking access this way failed. ${problem(trouble)}`,
  'containment-undone': ({ by }) =>
    `Somebody has restored access in the meantime: ${by === 'flow' ? 'OAuth was on for the app' : 'the execution user was not frozen'}`,
  'containment-without-effect': () =>
    'Salesforce still issued a token: not every server knows of the change yet, or it has no effect.',
  'off-before': () => 'Access was already blocked before keyturn started, and stays blocked.',
  'freeze-needed': problem,
  'not-contained-at-last': (trouble) => `Blocking access failed. ${problem(trouble)}`,
  'handed-over-later': (trouble) =>
    `${problem(trouble)}. keyturn tries again once Salesforce refuses the leaked credentials.`,
  'delivery-overwritten': (trouble) => `${problem(trouble)}. keyturn delivers them again before it continues.`,
  'new-pair-unproved': (trouble) =>
    `The new credentials couldn't be verified yet; the run continues: ${problem(trouble)}`,
  'staged-pair-refused': (trouble) => `This org issues no token for staged credentials: ${problem(trouble)}`,
  'token-lives': () => 'An earlier token still works. Salesforce ends it only when it times out.',
  'another-deploy': () => capital(anotherDeploy),
  'report-elsewhere': (trouble) => `${problem(trouble)}: keyturn writes the report to its usual folder.`,
} satisfies Record<string, (trouble: Trouble) => string>;

/** Names the org setting that a lease guards. */
export const secretAccessOf = (org: string) => `REST access to secrets in ${org}`;

/** Names the freeze of a user that a lease guards. */
export const freezeOfUser = (username: string) => `the freeze of ${plainText(username, 80)}`;

/** What a proof found, as the record of the run keeps it. */
export const tokenIssued = 'a token was issued';
export const stillAccepted = 'Salesforce still accepts them';

export const secretAccessKept = `keyturn couldn't turn REST access to secrets off again yet. The next setup of this org does it. Or do it yourself: ${secretAccessOffPlace}.`;

/** News in words. `detail` is empty when there is none, and its consumer keys are short. */
export function newsWords(news: RotationNews): { readonly what: string; readonly detail: string } {
  switch (news.kind) {
    case 'doing':
      return { what: capital(actWords(news.act, 'doing', factsOf(news))), detail: '' };
    case 'done':
      return { what: actWords(news.act, 'done', factsOf(news)), detail: detailOf(news) };
    case 'waiting':
      return { what: waits[news.why](news), detail: '' };
    case 'warning':
      return { what: warnings[news.warning](news), detail: '' };
  }
}

function factsOf({ kind: _kind, act: _act, ...facts }: ActNews) {
  return facts;
}

function detailOf({ detail, user, isTokenRefused }: ActNews): string {
  if (isTokenRefused) return 'an earlier token is refused';
  return withShortKeys(detail ?? (user ? `runs as ${user}` : ''));
}

/** A full consumer key is longer than a row. Paths and usernames stay whole. */
function withShortKeys(text: string): string {
  return text.replace(/(?<![\w./@-])[\w.]{40,}(?![\w./@-])/g, shortKey);
}
