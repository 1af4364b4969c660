import type { Server } from 'node:http';
import type { ActName } from './control/acts.ts';
import type { stateOf } from './control/state.ts';
import type {
  PracticeActs,
  PracticeFault,
  PracticeKnobs,
  PracticeOrg,
  PracticeOrgOptions,
  PracticeScenario,
  PracticeState,
} from './embed-types.ts';
import type { FaultName } from './http/faults.ts';
import { makeCertificate } from './http/self-made-certificate.ts';
import { listen, type ServerParts } from './http/server.ts';
import type { knobTable } from './model/knobs.ts';
import { createOrg, isScenarioName, type ScenarioName, scenarios } from './seeds/scenarios.ts';
import { serverParts } from './server-parts.ts';

export type * from './embed-types.ts';

/** Runs an org in this process that keeps nothing on disk. Several can run at once. @throws Error for options that aren't possible */
export async function startPracticeOrg(options: PracticeOrgOptions = {}): Promise<PracticeOrg> {
  const { scenario = 'acme', port = 0, knobs } = options;
  if (!isScenarioName(scenario)) {
    throw new Error(`unknown scenario ${scenario}; choose ${Object.keys(scenarios).join(', ')}`);
  }
  // biome-ignore lint/plugin: this is the practice org's system clock
  const realNow = Date.now();
  const at = options.now?.getTime() ?? realNow;
  const org = createOrg(scenario, at);
  org.data.clockOffset = at - realNow;
  const parts = serverParts(org, async () => undefined);
  const ask = controlOf(parts);
  if (knobs) await ask('PUT', '/knobs', knobs);
  const tls = options.tls ? makeCertificate(realNow) : null;
  const { server, port: taken } = await listen(parts, { port, tls });
  const instanceUrl = `${tls ? 'https' : 'http'}://127.0.0.1:${taken}`;
  const close = closing(server);
  const state = async () => (await ask('GET', '/state')) as unknown as PracticeState;
  return {
    instanceUrl,
    orgId: org.orgId,
    username: org.userById(org.data.adminUserId)?.username ?? '',
    accessToken: org.data.sessions.find(({ kind }) => kind === 'setup')?.token ?? '',
    controlUrl: `${instanceUrl}/practice`,
    certificate: tls?.certificatePem ?? null,
    state,
    credentials: async (name) => {
      const app = (await state()).apps.find(({ developerName }) => developerName === name);
      const [primary] = app?.consumers[0]?.pairs ?? [];
      if (!primary) throw new Error(`the practice org has no app ${name} with credentials`);
      return primary;
    },
    act: (act, ...[given]) => ask('POST', '/act', { ...given, act }),
    setKnobs: async (values) => void (await ask('PUT', '/knobs', values)),
    advance: async (duration) => void (await ask('POST', '/clock', { advance: duration })),
    addFault: async (fault) => void (await ask('POST', '/faults', fault)),
    clearFaults: async () => void (await ask('DELETE', '/faults')),
    setLatency: async (ms) => void (await ask('POST', '/latency', { ms })),
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Answer = Readonly<Record<string, unknown>>;

/** The control API, without a socket. */
function controlOf({ control }: ServerParts) {
  return async (method: string, path: string, body: object = {}): Promise<Answer> => {
    const answer = await control({
      method,
      path: `/practice${path}`,
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/json' },
      body: new TextEncoder().encode(JSON.stringify(body)),
      origin: 'http://127.0.0.1',
    });
    const said = JSON.parse(String(answer.body)) as Answer;
    if (answer.status >= 400) throw new Error(String(said.error));
    return said;
  };
}

function closing(server: Server): () => Promise<void> {
  let ended: Promise<void> | null = null;
  return () => {
    ended ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return ended;
  };
}

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
type Holds<Checks extends readonly true[]> = Checks;
type Row = (typeof knobTable)[number];
type ValueOf<Knob extends Row> = Knob['name'] extends `${string}Ms` ? number : Knob['values'][number];

/** embed-types.ts is written by hand, because the package has no other types. This fails to compile if it isn't true. */
export type Checked = Holds<
  [
    Same<{ readonly [Knob in Row as Knob['name']]: ValueOf<Knob> }, PracticeKnobs>,
    Same<ActName, keyof PracticeActs>,
    Same<ScenarioName, PracticeScenario>,
    Same<FaultName, PracticeFault['kind']>,
    ReturnType<typeof stateOf> extends PracticeState ? true : false,
  ]
>;
