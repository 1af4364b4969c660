import { type Act, actWords, capital, type WhichPair } from './acts.ts';

/** What happens while a run goes on: acts and codes with their facts, worded by `newsWords`. */
export type RotationNews = ActNews | TroubleNews;

export type ActNews = {
  readonly kind: 'doing' | 'done';
  readonly act: Act;
  readonly pair?: WhichPair;
  readonly by?: 'flow' | 'freeze';
  readonly count?: number;
  /** Sessions beside those that were ended before. */
  readonly more?: boolean;
  /** The staged pair is in the store, too. */
  readonly saved?: boolean;
  /** A consumer key, a path, targets, or the org's own words. */
  readonly detail?: string;
  /** The execution user that a token acts as. */
  readonly user?: string;
  /** A token of before was seen to be refused. */
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
  'in-flight': () => 'a request of before may still be on its way',
  'still-accepted': () => stillAccepted,
} satisfies Record<string, (trouble: Trouble) => string>;

const warnings = {
  problem,
  'secret-hidden': () => 'Salesforce does not show the secret of the staged pair again: it is taken back',
  'secret-access-kept': () => secretAccessKept,
  'containment-unseen': (trouble) => `Whether it is still off can’t be seen: ${problem(trouble)}`,
  'containment-refused': (trouble) => `It can’t be contained this way: ${problem(trouble)}`,
  'containment-undone': ({ by }) =>
    `Somebody has given access back meanwhile: ${by === 'flow' ? 'the flow was on' : 'the execution user was not frozen'}`,
  'containment-without-effect': () =>
    'A token was issued all the same: not every server knows of it yet, or it has no effect.',
  'off-before': () => 'It was off before keyturn came, and stays so.',
  'not-contained-at-last': (trouble) => `The flow could not be turned off: ${problem(trouble)}`,
  'handed-over-later': (trouble) => `${problem(trouble)}. It is tried again when the leaked pair is dead.`,
  'new-pair-unproved': (trouble) => `The new pair is not proved yet, and the run goes on: ${problem(trouble)}`,
  'staged-pair-refused': (trouble) => `This org gives a staged pair no token: ${problem(trouble)}`,
  'token-lives': () => 'A token of before still works: Salesforce ends it only when it times out.',
  'another-deploy': () => 'Another deploy runs in the org',
  'report-elsewhere': (trouble) => `${problem(trouble)}: the report goes to its usual place.`,
} satisfies Record<string, (trouble: Trouble) => string>;

/** What the lease of the borrowed setting guards. */
export const secretAccessOf = (org: string) => `Secret access over REST of ${org}`;

/** What a proof found out, as it is kept with the run. */
export const tokenIssued = 'a token was issued';
export const stillAccepted = 'it still gets tokens';

export const secretAccessKept =
  'Secret access over REST could not be turned off again yet; the next setup of this org does it. Or: Setup ▸ External Client App Settings.';

/** News in words; `detail` is empty where there is none. */
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
  if (isTokenRefused) return 'an old token is refused';
  return detail ?? (user ? `runs as ${user}` : '');
}
