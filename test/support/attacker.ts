/** Where the practice org's own attacker comes from. */
const attackerIp = '203.0.113.66';
/** Whoever is asked more often than that forgets nothing that matters: the oldest tokens are the first to be ended. */
const mostTokens = 300;

export interface Leak {
  readonly instanceUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

/** What the attacker saw, by his own clock (`performance.now()`). */
export interface Loot {
  /** Rounds in which something was still answered, and those since then in which everything was refused. */
  readonly rounds: { readonly answered: number; readonly refused: number };
  readonly tokens: number;
  /** When the first request for a token was refused after the last that was answered; null when none was. */
  readonly pairRefusedAt: number | null;
  /** When the first round began in which everything was refused, and in every later one; null when there is none. */
  readonly allRefusedAt: number | null;
}

export interface Attacker {
  /** One more round; true when everything was refused: the pair, and each token that it ever got. */
  round(): Promise<boolean>;
  /** Goes on and on until it is stopped. */
  keepGoing(): void;
  stop(): Promise<Loot>;
}

/** Somebody who has a pair that got out: signs in with it again and again, and uses every token that this ever gave. */
export function attackWith({ instanceUrl, consumerKey, consumerSecret }: Leak, pauseMs = 15): Attacker {
  const tokens: string[] = [];
  let answered = 0;
  let refused = 0;
  let pairRefusedAt: number | null = null;
  let allRefusedAt: number | null = null;
  let isStopped = false;
  let going: Promise<void> = Promise.resolve();

  const signIn = async (): Promise<boolean> => {
    const answer = await fetch(`${instanceUrl}/services/oauth2/token`, {
      method: 'POST',
      headers: { 'practice-source-ip': attackerIp },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: consumerKey,
        client_secret: consumerSecret,
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token?: string };
    if (token && !tokens.includes(token) && tokens.length < mostTokens) tokens.push(token);
    return answer.ok;
  };
  const works = async (token: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${instanceUrl}/services/data/v58.0/limits`, { headers });
    await answer.arrayBuffer();
    // Whoever may not see the limits has been let in all the same.
    return answer.status !== 401;
  };
  const round = async (): Promise<boolean> => {
    const at = performance.now();
    const isIn = await signIn();
    const working = await Promise.all(tokens.map(works));
    const isAll = !isIn && !working.includes(true);
    pairRefusedAt = isIn ? null : (pairRefusedAt ?? at);
    allRefusedAt = isAll ? (allRefusedAt ?? at) : null;
    if (isAll) refused += 1;
    else [answered, refused] = [answered + 1, 0];
    return isAll;
  };
  const go = async (): Promise<void> => {
    while (!isStopped) {
      await round();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  return {
    round,
    keepGoing: () => {
      going = go();
    },
    stop: async () => {
      isStopped = true;
      await going;
      await round();
      return { rounds: { answered, refused }, tokens: tokens.length, pairRefusedAt, allRefusedAt };
    },
  };
}
