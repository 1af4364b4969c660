/** IP address of the practice org's attacker. */
const attackerIp = '203.0.113.66';
/** Most tokens to keep. Newer ones are ignored. */
const mostTokens = 300;

export interface Leak {
  readonly instanceUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

/** What the attacker observed. Times are `performance.now()`. */
export interface Loot {
  /** Rounds in which something still worked, and later rounds in which everything was refused. */
  readonly rounds: { readonly answered: number; readonly refused: number };
  readonly tokens: number;
  /** When the first token request was refused after the last success; null if none was. */
  readonly pairRefusedAt: number | null;
  /** When the first round began after which nothing worked anymore; null if there is none. */
  readonly allRefusedAt: number | null;
}

export interface Attacker {
  /** One more round. True if everything was refused: the credentials, and every token they ever got. */
  round(): Promise<boolean>;
  /** Runs rounds until it is stopped. */
  keepGoing(): void;
  stop(): Promise<Loot>;
}

/** An attacker with leaked credentials, who keeps signing in and uses every token that this ever returned. */
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
    // Only 401 means that the token was refused. A caller who may not see the limits has got in, too.
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
