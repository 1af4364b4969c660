import { describe, expect, it } from 'vitest';
import { knobs } from '../../../src/practice-org/model/knobs.ts';
import { firstPair, runOrg } from '../support/running-org.ts';

const userinfo = '/services/oauth2/userinfo';
const day = 86_400_000;

describe('the control API', () => {
  it.each([
    ['a page of the web', { origin: 'http://evil.example', 'content-type': 'application/json' }, 403],
    ['a page of nowhere', { origin: 'null', 'content-type': 'application/json' }, 403],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['plain text', { 'content-type': 'text/plain' }, 400],
    ['JSON', { 'content-type': 'application/json; charset=utf-8' }, 200],
  ])('answers %s with the right status', async (_who, headers, status) => {
    const { running, state } = await runOrg();
    const body = JSON.stringify({ act: 'flowOff', app: 'ERP_Bridge' });
    const answer = await fetch(`${running.controlUrl}/act`, { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    const app = (await state()).apps.find(({ developerName }) => developerName === 'ERP_Bridge');
    expect(app?.flow.app).toBe(status !== 200);
  });

  it('does not show its state to a web page either', async () => {
    const { running } = await runOrg();
    const answer = await fetch(`${running.controlUrl}/state`, { headers: { origin: running.instanceUrl } });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('consumerSecret');
  });

  it.each([['null'], ['[]'], ['"act"'], ['{'], ['']])('refuses the body %j', async (body) => {
    const { running } = await runOrg();
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect((await fetch(`${running.controlUrl}/act`, init)).status).toBe(400);
  });

  it('lists what is available for an unknown route or act', async () => {
    const { control } = await runOrg();
    expect(await (await control('GET', '/nothing')).json()).toMatchObject({
      routes: expect.arrayContaining(['GET /practice/state', 'POST /practice/act']),
    });
    const act = await control('POST', '/act', { act: 'constructor' });
    expect([act.status, await act.json()]).toEqual([
      400,
      { error: expect.stringContaining('act must be one of rotateInSetup') },
    ]);
  });
});

describe('the state', () => {
  it('says for all credentials ever issued whether they get a token now, as the token endpoint does', async () => {
    const org = await runOrg();
    await org.control('POST', '/act', { act: 'rotateInSetup', app: 'Data_Lake' });
    await org.control('POST', '/act', { act: 'rotateInSetup', app: 'Data_Lake' });
    const { apps } = await org.state();
    const pairs = apps.flatMap(({ consumers }) => consumers.flatMap((consumer) => consumer.pairs));
    expect(new Set(pairs.map(({ slot }) => slot))).toEqual(new Set(['primary', 'staged', 'gone']));
    for (const pair of pairs) expect((await org.token(pair)).ok).toBe(pair.accepted);
  });

  it('counts calls and the most requests in flight, its own left out', async () => {
    const { fetch, state } = await runOrg();
    await Promise.all([1, 2, 3].map(() => fetch(userinfo)));
    await state();
    const { calls, maxInFlight } = await state();
    expect(calls).toEqual({ [`GET ${userinfo}`]: 3 });
    expect(maxInFlight).toBeGreaterThanOrEqual(1);
  });
});

describe('knobs', () => {
  it('are all there, at their defaults', async () => {
    const { control } = await runOrg();
    expect(await (await control('GET', '/knobs')).json()).toEqual(
      knobs.map((knob) => ({ ...knob, value: knob.default })),
    );
  });

  it.each(knobs.flatMap(({ name, values }) => values.map((value) => [name, value] as const)))(
    'take %s = %j',
    async (name, value) => {
      const { control } = await runOrg();
      expect((await control('PUT', '/knobs', { [name]: value })).status).toBe(200);
      expect(await (await control('GET', '/knobs')).json()).toContainEqual(expect.objectContaining({ name, value }));
    },
  );

  it.each([
    [{ secretOnGet: 'yes' }, 'secretOnGet must be one of true, false'],
    [{ toString: true }, 'unknown knob toString'],
    [{ propagationMs: -1 }, 'propagationMs must be a number of ms'],
    [{ deployMs: 0, nothing: 1 }, 'unknown knob nothing'],
  ])('refuse %j and leave everything as it was', async (body, problem) => {
    const { control } = await runOrg();
    const answer = await control('PUT', '/knobs', body);
    expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringContaining(problem) }]);
    expect(await (await control('GET', '/knobs')).json()).toContainEqual(
      expect.objectContaining({ name: 'deployMs', value: 300 }),
    );
  });

  it('say which version of the API is the newest, everywhere', async () => {
    const { control, fetch, running } = await runOrg();
    await control('PUT', '/knobs', { newestApiVersion: 64 });
    const versions = (await (await fetch('/services/data')).json()) as { version: string }[];
    expect(versions.at(-1)?.version).toBe('64.0');
    const soap = { method: 'POST', body: '<x/>', headers: { 'content-type': 'text/xml' } };
    const answers = await Promise.all([
      fetch('/services/data/v64.0/limits'),
      fetch('/services/data/v65.0/limits'),
      fetch('/services/data/v65.0/apps/oauth/usage'),
      fetch('/services/Soap/m/65.0', soap),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 500]);
    expect(await answers[3]?.text()).toContain('UNSUPPORTED_API_VERSION');
    expect(running.isOurs).toBe(true);
  });
});

describe('the clock', () => {
  it("starts at the computer's time, and can be moved forward", async () => {
    const { control } = await runOrg();
    const read = async () => Date.parse(((await (await control('GET', '/clock')).json()) as { now: string }).now);
    const before = await read();
    const answer = (await (await control('POST', '/clock', { advance: '30d' })).json()) as { now: string };
    expect(Date.parse(answer.now) - before).toBeGreaterThanOrEqual(30 * day);
    expect(await read()).toBeGreaterThanOrEqual(Date.parse(answer.now));
  });

  it.each([['-1d'], ['1w'], ['d'], ['99999d'], [30], [null]])('refuses to be moved by %j', async (advance) => {
    const { control } = await runOrg();
    expect((await control('POST', '/clock', { advance })).status).toBe(400);
  });

  it('ends unused sessions, but never the practice sign-in', async () => {
    const org = await runOrg();
    const { access_token: token } = (await (await org.token(await firstPair(org, 'ERP_Bridge'))).json()) as {
      access_token: string;
    };
    const asRobot = () => org.fetch('/services/data/v65.0/', { headers: { authorization: `Bearer ${token}` } });
    await org.control('POST', '/clock', { advance: '119m' });
    expect((await asRobot()).status).toBe(200);
    await org.control('POST', '/clock', { advance: '121m' });
    expect((await asRobot()).status).toBe(401);
    await org.control('POST', '/clock', { advance: '3000d' });
    expect((await org.fetch('/services/data/v65.0/')).status).toBe(200);
  });
});

describe('latency', () => {
  it('is added to every request but those of the control API', async () => {
    const { control, fetch } = await runOrg();
    await control('POST', '/latency', { ms: 120 });
    const begun = performance.now();
    await fetch('/services/data');
    const took = performance.now() - begun;
    await control('POST', '/latency', { ms: 0 });
    expect(took).toBeGreaterThanOrEqual(115);
  });

  it.each([[-1], [60_001], ['1'], [null]])('is refused when it is %j', async (ms) => {
    const { control } = await runOrg();
    expect((await control('POST', '/latency', { ms })).status).toBe(400);
  });
});
